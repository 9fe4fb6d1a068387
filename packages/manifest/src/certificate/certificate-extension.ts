import { type DerReader, TAG, formatOid, refuseDer } from '../encoding/der.js';
import { ATTRIBUTE, findAttribute, readName } from './distinguished-name.js';

/** What the extensions of a device certificate say. */
export interface CertificateExtensions {
  keyIdentifier?: Uint8Array | undefined;
  /** The issuer's key identifier. */
  authorityKeyIdentifier?: Uint8Array | undefined;
  /** Whether the key may certify others; false without the extension. */
  isAuthority: boolean;
  pathLength?: number | undefined;
  /** Bits as in RFC 5280 section 4.2.1.3: bit 0, digitalSignature, is 0x80. Absent without the extension. */
  keyUsage?: number | undefined;
  /** The device address from the subject's alternative name, such as `eui48_e8eb1b200d0a`. */
  address?: string | undefined;
}

/** The bit of `keyUsage` that lets a key sign certificates. */
export const KEY_CERT_SIGN = 0x04;

/** Last arc of the extensions we know, all under 2.5.29 (id-ce). */
const READERS: Readonly<Record<number | string, (value: DerReader, into: CertificateExtensions) => void>> = {
  14: (value, into) => {
    into.keyIdentifier = value.read(TAG.octetString).value;
  },
  15: (value, into) => {
    const bits = value.read(TAG.bitString);
    if (bits.length === 0 || bits.byteAt(0) > 7) refuseDer('expected a bit string with at most 7 unused bits');
    into.keyUsage = bits.length === 1 ? 0 : bits.byteAt(1);
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
  const seen: (number | string)[] = [];
  while (!list.atEnd) {
    const extension = list.enter(TAG.sequence);
    const type = readExtensionType(extension);
    if (seen.includes(type)) {
      refuseDer(`expected each extension once, found ${formatType(type)} twice`, 'certificate-extension-twice');
    }
    seen.push(type);
    const critical = extension.nextTag === TAG.boolean && readBoolean(extension);
    const value = extension.enter(TAG.octetString);
    extension.finish();
    const read = READERS[type];
    if (read) {
      read(value, found);
      value.finish();
    } else if (critical) {
      const message = `expected no critical extension but known ones, found ${formatType(type)}`;
      refuseDer(message, 'certificate-extension-critical');
    }
  }
  return found;
}

/** The last arc of a type under 2.5.29 (id-ce), any other with dots. */
function readExtensionType(extension: DerReader): number | string {
  const oid = extension.readOid();
  const isIdCe = oid.length === 3 && oid.byteAt(0) === 0x55 && oid.byteAt(1) === 0x1d;
  return isIdCe ? oid.byteAt(2) : formatOid(oid.value);
}

function formatType(type: number | string): string {
  return typeof type === 'number' ? `2.5.29.${type}` : type;
}

function readBasicConstraints(value: DerReader, into: CertificateExtensions): void {
  const constraints = value.enter(TAG.sequence);
  if (constraints.nextTag === TAG.boolean) into.isAuthority = readBoolean(constraints);
  if (constraints.nextTag === TAG.integer) {
    const length = constraints.read(TAG.integer);
    if (length.length !== 1 || length.byteAt(0) > 0x7f) refuseDer('expected a path length from 0 to 127');
    into.pathLength = length.byteAt(0);
  }
  constraints.finish();
}

function readAuthorityKeyIdentifier(value: DerReader, into: CertificateExtensions): void {
  const identifier = value.enter(TAG.sequence);
  while (!identifier.atEnd) {
    const isKeyIdentifier = identifier.nextTag === 0x80;
    identifier.skip();
    if (isKeyIdentifier) into.authorityKeyIdentifier = identifier.value;
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
  const { length } = reader.read(TAG.boolean);
  const byte = length === 1 ? reader.byteAt(0) : -1;
  if (byte !== 0 && byte !== 0xff) refuseDer('expected a boolean of 00 or ff');
  return byte === 0xff;
}
