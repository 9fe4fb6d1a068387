import { type DerReader, TAG, formatHex, formatOid, refuseDer } from './der.js';
import { ATTRIBUTE, findAttribute, readName } from './distinguished-name.js';

/** What the extensions of a device certificate say. */
export interface CertificateExtensions {
  /** Hex. */
  keyIdentifier?: string;
  /** The issuer's key identifier, hex. */
  authorityKeyIdentifier?: string;
  /** Whether the key may certify others; false without the extension. */
  isAuthority: boolean;
  pathLength?: number;
  /** Bits as in RFC 5280 section 4.2.1.3: bit 0, digitalSignature, is 0x80. Absent without the extension. */
  keyUsage?: number;
  /** The device address from the subject's alternative name, such as `eui48_e8eb1b200d0a`. */
  address?: string;
}

/** The bit of `keyUsage` that lets a key sign certificates. */
export const KEY_CERT_SIGN = 0x04;

/** Last arc of the extensions we know, all under 2.5.29 (id-ce). */
const READERS: Readonly<Record<number, (value: DerReader, into: CertificateExtensions) => void>> = {
  14: (value, into) => {
    into.keyIdentifier = formatHex(value.read(TAG.octetString).value);
  },
  15: (value, into) => {
    const [unusedBits = 8, usage = 0] = value.read(TAG.bitString).value;
    if (unusedBits > 7) refuseDer('expected a bit string with at most 7 unused bits');
    into.keyUsage = usage;
  },
  17: readAlternativeNames,
  19: readBasicConstraints,
  35: readAuthorityKeyIdentifier,
};

/**
 * Reads the extensions of a certificate (RFC 5280 section 4.2).
 *
 * Throws: `certificate-extension-twice`, `certificate-extension-critical` for one that is critical and not known here.
 */
export function readExtensions(list: DerReader): CertificateExtensions {
  const found: CertificateExtensions = { isAuthority: false };
  const seen = new Set<string>();
  while (!list.atEnd) {
    const extension = list.enter(TAG.sequence);
    const oid = extension.readOid();
    const type = formatHex(oid);
    if (seen.has(type))
      refuseDer(`expected each extension once, found ${formatOid(oid)} twice`, 'certificate-extension-twice');
    seen.add(type);
    const critical = extension.nextTag === TAG.boolean && readBoolean(extension);
    const value = extension.enter(TAG.octetString);
    extension.finish();
    const read = oid.length === 3 && oid[0] === 0x55 && oid[1] === 0x1d ? READERS[oid[2]!] : undefined;
    if (read) {
      read(value, found);
      value.finish();
    } else if (critical) {
      refuseDer(
        `expected no critical extension but known ones, found ${formatOid(oid)}`,
        'certificate-extension-critical',
      );
    }
  }
  return found;
}

function readBasicConstraints(value: DerReader, into: CertificateExtensions): void {
  const constraints = value.enter(TAG.sequence);
  if (constraints.nextTag === TAG.boolean) into.isAuthority = readBoolean(constraints);
  if (constraints.nextTag === TAG.integer) {
    const length = constraints.read(TAG.integer).value;
    if (length.length !== 1 || length[0]! > 0x7f) refuseDer('expected a path length from 0 to 127');
    into.pathLength = length[0]!;
  }
  constraints.finish();
}

function readAuthorityKeyIdentifier(value: DerReader, into: CertificateExtensions): void {
  const identifier = value.enter(TAG.sequence);
  while (!identifier.atEnd) {
    const isKeyIdentifier = identifier.nextTag === 0x80;
    const bytes = identifier.skip().value;
    if (isKeyIdentifier) into.authorityKeyIdentifier = formatHex(bytes);
  }
}

const DIRECTORY_NAME = 0xa4;

function readAlternativeNames(value: DerReader, into: CertificateExtensions): void {
  const names = value.enter(TAG.sequence);
  while (!names.atEnd) {
    if (names.nextTag !== DIRECTORY_NAME) {
      names.skip();
      continue;
    }
    const directoryName = names.enter(DIRECTORY_NAME);
    const address = findAttribute(readName(directoryName), ATTRIBUTE.serialNumber);
    directoryName.finish();
    if (address !== undefined) into.address = address.toLowerCase();
  }
}

function readBoolean(reader: DerReader): boolean {
  const { value } = reader.read(TAG.boolean);
  if (value.length !== 1 || (value[0] !== 0 && value[0] !== 0xff)) refuseDer('expected a boolean of 00 or ff');
  return value[0] === 0xff;
}
