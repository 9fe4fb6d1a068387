import { DerReader, TAG, formatOid, refuseDer } from '../encoding/der.js';
import { readEcdsaSignature } from '../encoding/ecdsa-signature.js';
import { parseHex } from '../encoding/hex.js';
import { P256_OID, P256_OID_BYTES } from '../encoding/p256.js';
import { type CertificateExtensions, readExtensions } from './certificate-extension.js';
import { type DistinguishedName, readName } from './distinguished-name.js';

/** The few fields of an X.509 certificate that a device chain is checked by. */
export interface Certificate {
  readonly der: Uint8Array;
  /** What the signature covers. */
  readonly signedPart: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: CertifiedKey;
  readonly extensions: CertificateExtensions;
  /** ES256. Shape: 64 bytes, r then s. */
  readonly signature: Uint8Array;
}

/** The key a certificate certifies. */
export interface CertifiedKey {
  /** The curve by its OID, with dots. */
  readonly curve: string;
  /** Shape: `04 ‖ X ‖ Y`. */
  readonly point: Uint8Array;
}

const EC_PUBLIC_KEY = /* @__PURE__ */ parseHex('2a8648ce3d0201');
const ECDSA_WITH_SHA256 = /* @__PURE__ */ parseHex('2a8648ce3d040302');
const MAX_BYTES = 8192;

/**
 * Reads a certificate as far as a device chain needs it, at a fraction of the cost of a general parser.
 *
 * Shape: DER of an X.509 v3 certificate (RFC 5280 section 4.1), signed with ECDSA and SHA-256, with a key on a named curve.
 * Throws: `certificate-malformed`, `certificate-algorithm`, `certificate-extension-twice`, `certificate-extension-critical`.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  return readSignedPart(openCertificate(der));
}

/** Reads a certificate as {@link parseCertificate} does, and throws as it does. */
export type CertificateReader = (der: Uint8Array) => Certificate;

/** The parts of a certificate, each a view of it; what is signed is not read yet. */
type CertificateParts = Pick<Certificate, 'der' | 'signedPart' | 'signature'>;

/** Reads what stands around the signed part. Throws: `certificate-malformed`, `certificate-algorithm`. */
export function openCertificate(der: Uint8Array): CertificateParts {
  if (der.length > MAX_BYTES) refuseDer(`expected a certificate of at most ${MAX_BYTES} bytes, found ${der.length}`);
  const file = new DerReader(der);
  const outer = file.enter(TAG.sequence);
  file.finish();
  const signedPart = outer.read(TAG.sequence).whole;
  readSignatureAlgorithm(outer);
  const signature = readEcdsaSignature(enterBits(outer));
  outer.finish();
  return { der, signedPart, signature };
}

function readSignedPart({ der, signedPart, signature }: CertificateParts): Certificate {
  const tbs = enterSignedPart(der);
  const version = tbs.enter(0xa0).read(TAG.integer);
  if (version.length !== 1 || version.byteAt(0) !== 2) refuseDer('expected an X.509 certificate of version 3');
  tbs.readInteger();
  readSignatureAlgorithm(tbs);
  const issuer = readName(tbs);
  const validity = tbs.enter(TAG.sequence);
  const notBefore = readTime(validity);
  const notAfter = readTime(validity);
  validity.finish();
  const subject = readName(tbs);
  const publicKey = readPublicKey(tbs.enter(TAG.sequence));
  const extensions = readExtensions(openExtensions(tbs));
  tbs.finish();
  return { der, signedPart, issuer, subject, notBefore, notAfter, publicKey, extensions, signature };
}

// From the certificate's first byte on, so that refusals name a byte of the certificate.
function enterSignedPart(der: Uint8Array): DerReader {
  return new DerReader(der).enter(TAG.sequence).enter(TAG.sequence);
}

/** The serial number of a certificate that has been read. Shape: big-endian. */
export function readSerialNumber({ der }: Certificate): Uint8Array {
  const tbs = enterSignedPart(der);
  tbs.enter(0xa0);
  return tbs.read(TAG.integer).value;
}

function openExtensions(tbs: DerReader): DerReader {
  if (tbs.atEnd) return new DerReader(tbs.bytes, tbs.end, tbs.end);
  const wrapper = tbs.enter(0xa3);
  const list = wrapper.enter(TAG.sequence);
  wrapper.finish();
  return list;
}

// RFC 5480: no parameters beside ecdsa-with-SHA256. Inner and outer are both held to it, so that they agree.
function readSignatureAlgorithm(reader: DerReader): void {
  const algorithm = reader.enter(TAG.sequence);
  const oid = algorithm.readOid();
  if (!oid.isValue(ECDSA_WITH_SHA256) || !algorithm.atEnd) {
    refuseDer(`expected a signature by ecdsa-with-SHA256, found ${formatOid(oid.value)}`, 'certificate-algorithm');
  }
}

function readPublicKey(info: DerReader): CertifiedKey {
  const algorithm = info.enter(TAG.sequence);
  const oid = algorithm.readOid();
  if (!oid.isValue(EC_PUBLIC_KEY))
    refuseDer(`expected an EC key, found ${formatOid(oid.value)}`, 'certificate-algorithm');
  const curve = algorithm.readOid().isValue(P256_OID_BYTES) ? P256_OID : formatOid(algorithm.value);
  algorithm.finish();
  const bits = enterBits(info);
  const point = bits.bytes.subarray(bits.position, bits.end);
  info.finish();
  if (point.length % 2 === 0 || point[0] !== 4) refuseDer('expected an uncompressed point');
  if (curve === P256_OID && point.length !== 65) refuseDer(`expected a point of 65 bytes, found ${point.length}`);
  return { curve, point };
}

function enterBits(reader: DerReader): DerReader {
  const bits = reader.read(TAG.bitString);
  if (bits.length === 0 || bits.byteAt(0) !== 0) refuseDer('expected a bit string of whole bytes');
  return new DerReader(bits.bytes, bits.contents + 1, bits.position);
}

// RFC 5280 section 4.1.2.5: seconds are always there and the zone is always Z. Either form is taken for any year.
function readTime(reader: DerReader): Date {
  const isUtcTime = reader.nextTag === TAG.utcTime;
  const text = reader.read(isUtcTime ? TAG.utcTime : TAG.generalizedTime);
  const digits = isUtcTime ? 12 : 14;
  if (text.length !== digits + 1 || text.byteAt(digits) !== 0x5a)
    refuseDer('expected a time that ends in seconds and Z');
  for (let i = 0; i < digits; i++) {
    if (text.byteAt(i) < 0x30 || text.byteAt(i) > 0x39) refuseDer('expected a time of digits');
  }
  const rest = digits - 10;
  const pair = twoDigits(text, 0);
  const year = isUtcTime ? pair + (pair < 50 ? 2000 : 1900) : pair * 100 + twoDigits(text, 2);
  const month = twoDigits(text, rest) - 1;
  const day = twoDigits(text, rest + 2);
  const [hour, minute, second] = [twoDigits(text, rest + 4), twoDigits(text, rest + 6), twoDigits(text, rest + 8)];
  const time = new Date(Date.UTC(year, month, day, hour, minute, second));
  const isCalendarDay = time.getUTCMonth() === month && time.getUTCDate() === day && time.getUTCFullYear() === year;
  if (!isCalendarDay || hour > 23 || minute > 59 || second > 59) refuseDer('expected a time of the calendar');
  return time;
}

function twoDigits(text: DerReader, at: number): number {
  return (text.byteAt(at) - 0x30) * 10 + text.byteAt(at + 1) - 0x30;
}
