import { decodeBase64url } from './base64.js';
import type { Certificate } from './certificate.js';
import { isSameBytes } from './der.js';
import { type DeviceIdentity, readDeviceIdentity } from './device-identity.js';
import type { SignedEntry } from './entry.js';
import { ManifestError, quote } from './errors.js';
import type { SlotKey } from './slot-key.js';

/** Holds the unsigned header to what was signed. Throws: `unique-id-header-mismatch`. */
export function checkHeaderUniqueId(header: SignedEntry['header'] | undefined, uniqueId: string): void {
  const found = header?.uniqueId;
  if (found === undefined || found === uniqueId) return;
  throw new ManifestError('unique-id-header-mismatch', `expected the signed "${uniqueId}", found ${quote(found)}`, {
    path: 'header.uniqueId',
  });
}

/**
 * Holds a device certificate to the entry it came in: the same secure element, the same key.
 *
 * Throws: `unique-id-certificate-mismatch`, `jwk-certificate-mismatch`. Paths begin at the key.
 */
export function checkDeviceIdentity(certificate: Certificate, uniqueId: string, key: SlotKey): DeviceIdentity {
  const identity = readDeviceIdentity(certificate);
  if (identity.uniqueId !== uniqueId) {
    const message = `expected a certificate for "${uniqueId}", found ${quote(identity.uniqueId)}`;
    throw new ManifestError('unique-id-certificate-mismatch', message, { path: 'x5c[0]' });
  }
  if (!isCertified(certificate, key)) {
    const message = `expected the key in slot ${quote(key.described.kid)} to be the certified one, found another`;
    throw new ManifestError('jwk-certificate-mismatch', message);
  }
  return identity;
}

function isCertified({ publicKey: { curve, point } }: Certificate, { described, curve: claimed }: SlotKey): boolean {
  const middle = 1 + claimed.bytes;
  return (
    curve === claimed.oid &&
    isSameBytes(point.subarray(1, middle), decodeBase64url(described.x)) &&
    isSameBytes(point.subarray(middle), decodeBase64url(described.y))
  );
}
