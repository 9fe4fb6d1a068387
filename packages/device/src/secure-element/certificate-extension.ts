import {
  BitString,
  Boolean as AsnBoolean,
  Constructed,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  PrintableString,
  Sequence,
  Set as AsnSet,
} from 'asn1js';
import { Extension } from 'pkijs';

/** Bits of the key usage extension by their RFC 5280 section 4.2.1.3 names, in bit order. */
const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

/** One name in a subjectAltName. `directorySerialNumber` is the `eui48_…` form that secure elements carry. */
export type SubjectAltName = { dns: string } | { ip: string } | { directorySerialNumber: string };

/**
 * An extension to be written, in the order given; the same kind twice writes it twice.
 *
 * `critical` defaults to true for basicConstraints and keyUsage, and to false for all others. Key identifiers default to
 * the SHA-1 of the public point (RFC 5280 section 4.2.1.2 method 1), which genuine certificates use too.
 */
export type CertificateExtension =
  | { kind: 'basicConstraints'; ca: boolean; pathLength?: number; critical?: boolean }
  | { kind: 'keyUsage'; usages: readonly KeyUsage[]; critical?: boolean }
  | { kind: 'subjectKeyIdentifier'; keyIdentifier?: Uint8Array; critical?: boolean }
  | { kind: 'authorityKeyIdentifier'; keyIdentifier?: Uint8Array; critical?: boolean }
  | { kind: 'subjectAltName'; names: readonly SubjectAltName[]; critical?: boolean }
  | { kind: 'extendedKeyUsage'; purposes: readonly ('serverAuth' | 'clientAuth')[]; critical?: boolean }
  | { kind: 'other'; oid: string; value: Uint8Array; critical?: boolean };

const OIDS = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

const PURPOSES = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' } as const;

/** Encodes one extension for the given subject and issuer key identifiers. */
export function formatExtension(
  extension: CertificateExtension,
  keyIdentifiers: { subject: Uint8Array; issuer: Uint8Array },
): Extension {
  const critical = extension.critical ?? (extension.kind === 'basicConstraints' || extension.kind === 'keyUsage');
  const extnID = extension.kind === 'other' ? extension.oid : OIDS[extension.kind];
  return new Extension({ extnID, critical, extnValue: extensionValue(extension, keyIdentifiers) });
}

function extensionValue(
  extension: CertificateExtension,
  keyIdentifiers: { subject: Uint8Array; issuer: Uint8Array },
): ArrayBuffer {
  switch (extension.kind) {
    case 'basicConstraints':
      return basicConstraints(extension).toBER();
    case 'keyUsage':
      return keyUsage(extension.usages).toBER();
    case 'subjectKeyIdentifier':
      return new OctetString({ valueHex: toBuffer(extension.keyIdentifier ?? keyIdentifiers.subject) }).toBER();
    case 'authorityKeyIdentifier':
      return new Sequence({
        value: [contextPrimitive(0, extension.keyIdentifier ?? keyIdentifiers.issuer)],
      }).toBER();
    case 'subjectAltName':
      return new Sequence({ value: extension.names.map(generalName) }).toBER();
    case 'extendedKeyUsage':
      return new Sequence({
        value: extension.purposes.map((purpose) => new ObjectIdentifier({ value: PURPOSES[purpose] })),
      }).toBER();
    default:
      return toBuffer(extension.value);
  }
}

function basicConstraints({ ca, pathLength }: { ca: boolean; pathLength?: number }): Sequence {
  const value: (AsnBoolean | Integer)[] = ca ? [new AsnBoolean({ value: true })] : [];
  if (pathLength !== undefined) value.push(new Integer({ value: pathLength }));
  return new Sequence({ value });
}

function keyUsage(usages: readonly KeyUsage[]): BitString {
  const positions = usages.map((usage) => KEY_USAGES.indexOf(usage));
  const bits = positions.reduce((byte, position) => byte | (0x80 >> position), 0);
  return new BitString({ valueHex: toBuffer(Uint8Array.of(bits)), unusedBits: 7 - Math.max(...positions) });
}

function generalName(name: SubjectAltName): Primitive | Constructed {
  if ('dns' in name) return contextPrimitive(2, new TextEncoder().encode(name.dns));
  if ('ip' in name) return contextPrimitive(7, parseIpAddress(name.ip));
  const attribute = new Sequence({
    // The underscore has no place in a PrintableString (X.680 table 10); genuine certificates hold it all the same.
    value: [new ObjectIdentifier({ value: '2.5.4.5' }), new PrintableString({ value: name.directorySerialNumber })],
  });
  const directoryName = new Sequence({ value: [new AsnSet({ value: [attribute] })] });
  return new Constructed({ idBlock: { tagClass: 3, tagNumber: 4 }, value: [directoryName] });
}

function parseIpAddress(text: string): Uint8Array {
  if (!text.includes(':')) return Uint8Array.from(text.split('.'), Number);
  const [head = '', tail = ''] = text.split('::');
  const left = parseGroups(head);
  const right = parseGroups(tail);
  const words = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
  return Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]));
}

function parseGroups(part: string): number[] {
  return part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
}

function contextPrimitive(tagNumber: number, bytes: Uint8Array): Primitive {
  return new Primitive({ idBlock: { tagClass: 3, tagNumber }, valueHex: toBuffer(bytes) });
}

function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
