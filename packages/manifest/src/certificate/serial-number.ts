import { sha256 } from '#platform/crypto';
import { formatHex } from '../encoding/hex.js';
import { ManifestError, quote } from '../errors.js';
import { type Certificate, readSerialNumber } from './certificate.js';

/**
 * Checks that the serial number is the one Microchip's provisioning derives from key and dates.
 *
 * Shape: 16 bytes, the start of SHA-256(X ‖ Y ‖ dates), top bits `01`. The three date bytes hold years since 2000 (5 bits),
 * month (4), day (5), hour (5) and years of validity (5).
 * Throws: `certificate-serial-number`.
 * Source: `SNSRC_PUB_KEY_HASH` of Microchip's CryptoAuthLib.
 */
export function checkSerialNumber(certificate: Certificate, path: string): void {
  const { notBefore, notAfter, publicKey } = certificate;
  const dates =
    ((notBefore.getUTCFullYear() - 2000) << 19) |
    ((notBefore.getUTCMonth() + 1) << 15) |
    (notBefore.getUTCDate() << 10) |
    (notBefore.getUTCHours() << 5) |
    (notAfter.getUTCFullYear() - notBefore.getUTCFullYear());
  const coordinates = publicKey.point.subarray(1);
  const input = new Uint8Array(coordinates.length + 3);
  input.set(coordinates);
  input.set([dates >> 16, dates >> 8, dates], coordinates.length);
  const expected = sha256(input).slice(0, 16);
  expected[0] = (expected[0]! & 0x3f) | 0x40;
  const [wanted, found] = [formatHex(expected), formatHex(readSerialNumber(certificate))];
  if (wanted === found) return;
  throw new ManifestError('certificate-serial-number', `expected serial number ${wanted}, found ${quote(found)}`, {
    path,
  });
}
