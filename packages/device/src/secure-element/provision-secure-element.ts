import { webcrypto } from 'node:crypto';
import type { SignedEntry } from '@cord/manifest';
import { Certificate } from 'pkijs';
import { type CertificateExtension } from './certificate-extension.js';
import { type Factory, addYears, startOfHour } from './factory.js';
import { type CertificateOptions, issueCertificate } from './issue-certificate.js';
import { createKeyPair } from './key-pair.js';
import { parsePem } from './pem.js';
import { formatSlotKey, signEntry } from './sign-entry.js';

/** What leaves the provisioning line: the chip with its key and certificate, and the entry that goes into the manifest. */
export interface SecureElement {
  /** Lower-case hex, 9 bytes. */
  uniqueId: string;
  /** Shape: PKCS#8 PEM. A genuine chip never gives it out. */
  privateKeyPem: string;
  certificatePem: string;
  signerCertificatePem: string;
  entry: SignedEntry;
}

const LEAF_YEARS = 28;
const DEFAULT_PART_NUMBER = 'ATECC608C-TNGTLSU-B';
/** Slots with a private key on a TNGTLS part; slot 0 is the certified one. */
const SLOTS = [0, 1, 2, 3, 4] as const;

/**
 * Provisions one secure element on the factory's line, the way genuine ones are born.
 *
 * The leaf outlives its signer, carries `eui48_000000000000` (no address) and names the secure element in its common name.
 *
 * @param options.at          when it is provisioned; must not lie before the factory's own start
 * @param options.uniqueId    lower-case hex. @default random, of the genuine form `0123……01`
 * @param options.partNumber  @default ATECC608C-TNGTLSU-B
 */
export async function provisionSecureElement(
  factory: Factory,
  options: { at: Date; uniqueId?: string; partNumber?: string },
): Promise<SecureElement> {
  const uniqueId = options.uniqueId ?? randomUniqueId();
  const keyPairs = await createSlotKeys();
  const leaf = await issueCertificate(describeLeaf(factory, { uniqueId, at: options.at, keyPair: keyPairs[0] }));
  const x5c = [leaf.certificatePem, factory.signer.certificatePem].map((pem) =>
    Buffer.from(parsePem(pem)).toString('base64'),
  );
  const partNumber = options.partNumber ?? DEFAULT_PART_NUMBER;
  const payload = await describeSecureElement(factory, { uniqueId, partNumber, at: options.at, keyPairs, x5c });
  return {
    uniqueId,
    privateKeyPem: leaf.privateKeyPem,
    certificatePem: leaf.certificatePem,
    signerCertificatePem: factory.signer.certificatePem,
    entry: await signEntry(payload, factory.logSigner),
  };
}

/** Keys of the slots of one part; the first is the certified one. */
export type SlotKeyPairs = [webcrypto.CryptoKeyPair, ...webcrypto.CryptoKeyPair[]];

/** Makes the keys that lie in a part's slots, the certified one first. */
export async function createSlotKeys(): Promise<SlotKeyPairs> {
  const [first, ...others] = await Promise.all(SLOTS.map(() => createKeyPair()));
  return [first!, ...others];
}

/** What the device certificate of a secure element says. */
export function describeLeaf(
  factory: Factory,
  element: { uniqueId: string; at: Date; keyPair: webcrypto.CryptoKeyPair },
): CertificateOptions {
  const notBefore = startOfHour(element.at);
  return {
    subject: { organizationName: readOrganizationName(factory), commonName: `sn${element.uniqueId.toUpperCase()}` },
    issuer: factory.signer,
    notBefore,
    notAfter: addYears(notBefore, LEAF_YEARS),
    serialNumber: 'microchip',
    keyPair: element.keyPair,
    extensions: LEAF_EXTENSIONS,
  };
}

/** What the manifest says of a secure element: the payload of its entry. Shape: version 1, `x5c` on slot 0. */
export async function describeSecureElement(
  factory: Factory,
  element: { uniqueId: string; partNumber?: string; at: Date; keyPairs: SlotKeyPairs; x5c: readonly string[] },
): Promise<{ uniqueId: string; [member: string]: unknown }> {
  const { uniqueId, at, x5c, partNumber = DEFAULT_PART_NUMBER } = element;
  const organizationName = readOrganizationName(factory);
  const keys = await Promise.all(element.keyPairs.map(({ publicKey }, slot) => formatSlotKey(slot, publicKey)));
  return {
    ...describePart({ partNumber, organizationName, at }),
    uniqueId,
    publicKeySet: { keys: keys.map((key, slot) => (slot === 0 ? { ...key, x5c } : key)) },
  };
}

const LEAF_EXTENSIONS: readonly CertificateExtension[] = [
  { kind: 'subjectAltName', names: [{ directorySerialNumber: 'eui48_000000000000' }] },
  { kind: 'basicConstraints', ca: false },
  { kind: 'keyUsage', usages: ['digitalSignature', 'keyAgreement'] },
  { kind: 'subjectKeyIdentifier' },
  { kind: 'authorityKeyIdentifier' },
];

function describePart(part: { partNumber: string; organizationName: string; at: Date }) {
  const line = { organizationName: part.organizationName, organizationalUnitName: 'Local Provisioning' };
  return {
    version: 1,
    model: part.partNumber.split('-')[0] ?? part.partNumber,
    partNumber: part.partNumber,
    manufacturer: line,
    provisioner: line,
    distributor: line,
    provisioningTimestamp: part.at.toISOString(),
  };
}

function randomUniqueId(): string {
  const middle = Buffer.from(webcrypto.getRandomValues(new Uint8Array(6))).toString('hex');
  return `0123${middle}01`;
}

function readOrganizationName(factory: Factory): string {
  const { subject } = Certificate.fromBER(parsePem(factory.signer.certificatePem));
  const organization = subject.typesAndValues.find(({ type }) => type === '2.5.4.10');
  return organization?.value.valueBlock.value ?? '';
}
