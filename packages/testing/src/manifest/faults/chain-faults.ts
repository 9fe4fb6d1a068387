import { type CertificateExtension, issueCertificate, parsePem } from '@cord/device/secure-element';
import type { TestLine } from '../test-line.js';
import type { EntryFault } from './fault.js';

type Change = (extensions: readonly CertificateExtension[]) => CertificateExtension[];

const LEAF = 'payload.publicKeySet.keys[0].x5c[0]';
const SIGNER = 'payload.publicKeySet.keys[0].x5c[1]';
const LONG_BEFORE = new Date('2025-01-01T00:00:00Z');
const BEFORE = new Date('2026-03-04T12:00:00Z');
const LATER = new Date('2026-03-06T00:00:00Z');
const OTHER_KEY_IDENTIFIER = new Uint8Array(20).fill(7);
const OTHER_EXTENSION = { kind: 'other', oid: '1.3.6.1.4.1.99999.1', value: Uint8Array.of(5, 0) } as const;
const ECDSA_WITH_SHA256 = Buffer.from('2a8648ce3d040302', 'hex');

/** What can be wrong with the certificates and the chain they make. */
export const chainFaults: readonly EntryFault[] = [
  leafBytes('certificate-malformed', 'cut short', (der) => der.slice(0, -1)),
  leafBytes('certificate-malformed', 'empty', () => new Uint8Array(0)),
  leafBytes('certificate-malformed', 'followed by a byte', (der) => Buffer.concat([der, Buffer.of(0)])),
  leafBytes('certificate-malformed', 'longer than any', () => new Uint8Array(9000).fill(0x30)),
  leafBytes('certificate-algorithm', 'signed with SHA-384', signWithSha384),
  leaf('certificate-extension-twice', 'repeats an extension', (list) => [...list, { kind: 'subjectKeyIdentifier' }]),
  leaf('certificate-extension-critical', 'has a critical extension nobody knows', (list) => [
    ...list,
    { ...OTHER_EXTENSION, critical: true },
  ]),
  signer('certificate-extension-critical', 'has a critical extension nobody knows', (list) => [
    ...list,
    { ...OTHER_EXTENSION, critical: true },
  ]),
  ...[
    ['an empty', []],
    ['a padded', [0, 1, 2]],
    ['a padded negative', [0xff, 0x80]],
  ].map(([form, bytes]): EntryFault => ({
    name: `whose leaf has ${form as string} serial number`,
    code: 'certificate-malformed',
    path: LEAF,
    recipe: { leaf: (options) => ({ ...options, serialNumber: Uint8Array.from(bytes as number[]) }) },
  })),
  {
    name: 'whose leaf has a serial number of its own',
    code: 'certificate-serial-number',
    path: LEAF,
    recipe: { leaf: (options) => ({ ...options, serialNumber: 'random' }) },
    options: { checkSerialNumber: true },
  },
  { name: 'without certificates', code: 'chain-length', path: parent(LEAF), recipe: { x5c: () => [] } },
  { name: 'with a leaf alone', code: 'chain-length', path: parent(LEAF), recipe: { x5c: ([first]) => [first] } },
  {
    name: 'with its root',
    code: 'chain-length',
    path: parent(LEAF),
    recipe: ({ factory }) => ({ x5c: (texts) => [...texts, derText(factory.root.certificatePem)] }),
  },
  {
    name: 'with its certificates turned',
    code: 'chain-order',
    path: LEAF,
    recipe: { x5c: (texts) => texts.toReversed() },
  },
  {
    name: 'whose leaf another signer issued',
    code: 'chain-issuer-mismatch',
    path: LEAF,
    recipe: async (line) => ({ leaf: await issuedBy(line, { commonName: 'Local Device Signer 0002' }) }),
  },
  leaf('chain-key-id-mismatch', 'names another key of its issuer', (list) =>
    list.map((extension) =>
      extension.kind === 'authorityKeyIdentifier' ? { ...extension, keyIdentifier: OTHER_KEY_IDENTIFIER } : extension,
    ),
  ),
  signer('chain-key-id-mismatch', 'names another key of its issuer', (list) =>
    list.map((extension) =>
      extension.kind === 'authorityKeyIdentifier' ? { ...extension, keyIdentifier: OTHER_KEY_IDENTIFIER } : extension,
    ),
  ),
  {
    name: 'whose signer belongs to an unknown root',
    code: 'chain-root-unknown',
    path: SIGNER,
    recipe: async ({ startedAt }) => {
      const subject = { organizationName: 'Elsewhere', commonName: 'Root' };
      const root = await issueCertificate({ subject, notBefore: startedAt, notAfter: LATER });
      return { signer: (options) => ({ ...options, issuer: root }) };
    },
  },
  {
    name: 'whose signer was issued by an impostor of the root',
    code: 'chain-signature-invalid',
    path: SIGNER,
    recipe: async (line) => ({
      signer: withoutKeyIdentifier(await impostorOf(line, 'root')),
    }),
  },
  {
    name: 'whose leaf was issued by an impostor of the signer',
    code: 'chain-signature-invalid',
    path: LEAF,
    recipe: async (line) => ({ leaf: withoutKeyIdentifier(await impostorOf(line, 'signer')) }),
  },
  leafBytes('chain-signature-invalid', 'altered in its signature', (der) => der.with(der.length - 1, der.at(-1)! ^ 1)),
  signer('chain-ca-flag', 'is no authority', (list) => [
    ...list.filter(({ kind }) => kind !== 'basicConstraints'),
    { kind: 'basicConstraints', ca: false },
  ]),
  signer('chain-ca-flag', 'says nothing of authority', (list) =>
    list.filter(({ kind }) => kind !== 'basicConstraints'),
  ),
  leaf('chain-ca-flag', 'is an authority', (list) => [
    ...list.filter(({ kind }) => kind !== 'basicConstraints'),
    { kind: 'basicConstraints', ca: true },
  ]),
  {
    name: 'below a root that allows no signer',
    code: 'chain-path-length',
    path: SIGNER,
    recipe: {
      root: (options) => ({
        ...options,
        extensions: [{ kind: 'subjectKeyIdentifier' }, { kind: 'basicConstraints', ca: true, pathLength: 0 }],
      }),
    },
  },
  signer('chain-key-usage', 'may not sign certificates', (list) => [
    ...list.filter(({ kind }) => kind !== 'keyUsage'),
    { kind: 'keyUsage', usages: ['digitalSignature'] },
  ]),
  leaf('chain-key-usage', 'may sign certificates', (list) => [
    ...list.filter(({ kind }) => kind !== 'keyUsage'),
    { kind: 'keyUsage', usages: ['digitalSignature', 'keyCertSign'] },
  ]),
  dates('leaf', 'chain-not-yet-valid', { notBefore: LATER }),
  dates('signer', 'chain-not-yet-valid', { notBefore: LATER }),
  dates('leaf', 'chain-expired', { notBefore: LONG_BEFORE, notAfter: BEFORE }),
  dates('signer', 'chain-expired', { notBefore: LONG_BEFORE, notAfter: BEFORE }),
  {
    name: 'below a root that has ended',
    code: 'chain-expired',
    path: SIGNER,
    recipe: { root: (options) => ({ ...options, notBefore: LONG_BEFORE, notAfter: BEFORE }) },
  },
];

function leaf(code: EntryFault['code'], name: string, change: Change): EntryFault {
  const recipe: EntryFault['recipe'] = {
    leaf: (options) => ({ ...options, extensions: change(options.extensions ?? []) }),
  };
  return { name: `whose leaf ${name}`, code, path: LEAF, recipe };
}

function signer(code: EntryFault['code'], name: string, change: Change): EntryFault {
  const recipe: EntryFault['recipe'] = {
    signer: (options) => ({ ...options, extensions: change(options.extensions ?? []) }),
  };
  return { name: `whose signer ${name}`, code, path: SIGNER, recipe };
}

function leafBytes(code: EntryFault['code'], name: string, leafDer: (der: Uint8Array) => Uint8Array): EntryFault {
  return { name: `whose leaf is ${name}`, code, path: LEAF, recipe: { leafDer } };
}

function dates(
  which: 'leaf' | 'signer',
  code: 'chain-not-yet-valid' | 'chain-expired',
  change: { notBefore?: Date; notAfter?: Date },
): EntryFault {
  const name = `whose ${which} ${code === 'chain-expired' ? 'has ended' : 'has not begun'}`;
  const recipe: EntryFault['recipe'] = { [which]: (options: object) => ({ ...options, ...change }) };
  return { name, code, path: which === 'leaf' ? LEAF : SIGNER, recipe };
}

/** A step that has the certificate issued by a signer of the line which is not the one in the chain. */
async function issuedBy({ factory, startedAt, name }: TestLine, { commonName }: { commonName: string }) {
  const other = await issueCertificate({
    subject: { organizationName: name, commonName },
    issuer: factory.root,
    notBefore: startedAt,
    notAfter: LATER,
    extensions: [{ kind: 'subjectKeyIdentifier' }],
  });
  return <Options extends object>(options: Options) => ({ ...options, issuer: other });
}

/** Has the name of an authority of the line, and a key of its own. */
async function impostorOf({ name, startedAt }: TestLine, which: 'root' | 'signer') {
  const commonName = which === 'root' ? 'Local Device Root CA' : 'Local Device Signer 0001';
  return issueCertificate({
    subject: { organizationName: name, commonName },
    notBefore: startedAt,
    notAfter: LATER,
  });
}

/** A step that has another issuer sign and keeps silent about its key. */
function withoutKeyIdentifier(issuer: Awaited<ReturnType<typeof impostorOf>>) {
  return <Options extends { extensions?: readonly CertificateExtension[] }>(options: Options) => ({
    ...options,
    issuer,
    extensions: (options.extensions ?? []).filter(({ kind }) => kind !== 'authorityKeyIdentifier'),
  });
}

/** Says so where the algorithm is named; the signature itself stays, as nobody may come to look at it. */
function signWithSha384(der: Uint8Array): Uint8Array {
  const bytes = Buffer.from(der);
  for (let at = bytes.indexOf(ECDSA_WITH_SHA256); at !== -1; at = bytes.indexOf(ECDSA_WITH_SHA256, at + 1)) {
    bytes[at + ECDSA_WITH_SHA256.length - 1] = 3;
  }
  return bytes;
}

function derText(pem: string): string {
  return Buffer.from(parsePem(pem)).toString('base64');
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('['));
}
