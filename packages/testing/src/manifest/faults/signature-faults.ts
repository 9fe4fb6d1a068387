import { sign } from 'node:crypto';
import { microchipTestSigner, type ManifestErrorCode } from '@cord/manifest';
import { without, type Json } from '../entry-recipe.js';
import type { EntryFault } from './fault.js';

const REFUSED_MEMBERS: readonly (readonly [string, unknown, ManifestErrorCode])[] = [
  ['crit', ['exp'], 'header-crit'],
  ['b64', false, 'header-b64'],
  ['jwk', { kty: 'EC' }, 'header-jwk'],
  ['jku', 'https://example.com/keys', 'header-jku'],
  ['x5u', 'https://example.com/certificate', 'header-x5u'],
  ['x5c', [], 'header-x5c'],
];
const TEST_SIGNER_X5T = Buffer.from(microchipTestSigner.sha256, 'hex').toString('base64url');

/** What can be wrong with the protected header, the signer it names and the signature. */
export const signatureFaults: readonly EntryFault[] = [
  {
    name: 'whose protected header is an array',
    code: 'header-malformed',
    path: 'protected',
    recipe: { protectedHeader: () => [] },
  },
  {
    name: 'whose protected header is no JSON',
    code: 'json-syntax',
    path: 'protected',
    recipe: { protectedText: () => '{"alg":"ES256"' },
  },
  {
    name: 'whose protected header has a member twice',
    code: 'json-duplicate-key',
    path: 'protected',
    recipe: { protectedText: (json) => json.replace('{', '{"alg":"none",') },
  },
  {
    name: 'whose key id is a number',
    code: 'header-malformed',
    path: 'protected.kid',
    recipe: { protectedHeader: (header) => ({ ...header, kid: 7 }) },
  },
  ...['none', 'HS256', 'RS256', 'ES384', 'es256', undefined].map((alg): EntryFault => ({
    name: `signed by the algorithm ${alg ?? 'that it does not name'}`,
    code: 'header-alg',
    path: 'protected.alg',
    recipe: { protectedHeader: (header) => ({ ...header, alg }) },
  })),
  ...REFUSED_MEMBERS.flatMap(([member, value, code]): EntryFault[] => [
    {
      name: `with ${member} in its protected header`,
      code,
      path: `protected.${member}`,
      recipe: { protectedHeader: (header) => ({ ...header, [member]: value }) },
    },
    {
      name: `with ${member} in its unsigned header`,
      code,
      path: `header.${member}`,
      recipe: { entry: (entry) => ({ ...entry, header: { ...entry.header, [member]: value } }) },
    },
  ]),
  {
    name: 'that repeats a protected member in its unsigned header',
    code: 'header-member-twice',
    path: 'header.kid',
    recipe: { entry: (entry) => ({ ...entry, header: { ...entry.header, kid: 'x' } }) },
  },
  {
    name: 'signed by a stranger',
    code: 'signer-unknown',
    path: 'protected.x5t#S256',
    recipe: { protectedHeader: (header) => ({ ...header, 'x5t#S256': 'A'.repeat(43) }) },
  },
  {
    name: 'that names no certificate of its signer',
    code: 'signer-unknown',
    path: 'protected.x5t#S256',
    recipe: { protectedHeader: without('x5t#S256') },
  },
  {
    name: 'whose key id is another than its certificate tells',
    code: 'signer-kid-mismatch',
    path: 'protected.kid',
    recipe: { protectedHeader: (header) => ({ ...header, kid: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' }) },
  },
  {
    name: "signed by Microchip's test key",
    code: 'signer-test-not-allowed',
    path: 'protected.x5t#S256',
    recipe: { protectedHeader: (header) => ({ ...header, kid: microchipTestSigner.kid, 'x5t#S256': TEST_SIGNER_X5T }) },
  },
  {
    name: 'whose signer has ended',
    code: 'signer-expired',
    path: 'protected.x5t#S256',
    recipe: { logSigner: (options) => ({ ...options, notAfter: new Date('2026-03-04T23:00:00Z') }) },
    options: { signerExpiry: 'reject' },
  },
  {
    name: 'whose signature is DER',
    code: 'signature-der',
    path: 'signature',
    isTolerable: true,
    recipe: ({ factory }) => ({
      entry: (entry) => ({ ...entry, signature: signDer(entry, factory.logSigner.privateKeyPem) }),
    }),
  },
  ...[0, 61, 63, 65, 128].map((length): EntryFault => ({
    name: `whose signature has ${length} bytes`,
    code: 'signature-length',
    path: 'signature',
    recipe: { entry: (entry) => ({ ...entry, signature: Buffer.alloc(length, 7).toString('base64url') }) },
  })),
  ...['payload', 'signature'].map((member): EntryFault => ({
    name: `whose ${member} was altered`,
    code: 'signature-invalid',
    path: 'signature',
    recipe: { entry: (entry) => ({ ...entry, [member]: alter(entry[member]) }) },
  })),
  {
    name: 'whose signature is zero',
    code: 'signature-invalid',
    path: 'signature',
    recipe: { entry: (entry) => ({ ...entry, signature: Buffer.alloc(64).toString('base64url') }) },
  },
];

function signDer(entry: Json, privateKeyPem: string): string {
  return sign('sha256', Buffer.from(`${entry.protected}.${entry.payload}`), privateKeyPem).toString('base64url');
}

/** Another character in the middle, canonical as before. */
function alter(text: string): string {
  const middle = text.length >> 1;
  return text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1);
}
