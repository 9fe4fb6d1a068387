import type { Certificate } from '../certificate/certificate.js';
import { type DeviceIdentity, readDeviceIdentity } from '../certificate/device-identity.js';
import type { SignedEntry } from '../container/signed-entry.js';
import { encodeBase64url } from '../encoding/base64.js';
import { ManifestError, quote } from '../errors.js';
import type { CertifiedSlot } from '../payload/slot-key.js';

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
export function checkDeviceIdentity(certificate: Certificate, uniqueId: string, slot: CertifiedSlot): DeviceIdentity {
  const identity = readDeviceIdentity(certificate);
  if (identity.uniqueId !== uniqueId) {
    const message = `expected a certificate for "${uniqueId}", found ${quote(identity.uniqueId)}`;
    throw new ManifestError('unique-id-certificate-mismatch', message, { path: 'x5c[0]' });
  }
  if (!isCertified(certificate, slot)) {
    const message = `expected the key in slot ${quote(slot.key.kid)} to be the certified one, found another`;
    throw new ManifestError('jwk-certificate-mismatch', message);
  }
  return identity;
}

function isCertified({ publicKey: { curve, point } }: Certificate, { key, curve: claimed }: CertifiedSlot): boolean {
  const middle = 1 + claimed.bytes;
  // Coordinates are canonical by now, so that equal bytes are equal texts.
  return (
    curve === claimed.oid &&
    encodeBase64url(point.subarray(1, middle)) === key.x &&
    encodeBase64url(point.subarray(middle)) === key.y
  );
}
