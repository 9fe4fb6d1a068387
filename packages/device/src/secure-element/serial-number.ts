import { webcrypto } from 'node:crypto';

/**
 * The serial number which Microchip's provisioning gives to device and signer certificates.
 *
 * Shape: 16 bytes, the start of SHA-256(X ‖ Y ‖ dates), top bits `01`. The three date bytes hold years since 2000 (5 bits),
 * month (4), day (5), hour (5) and years of validity (5).
 * Source: `SNSRC_PUB_KEY_HASH` of Microchip's CryptoAuthLib; genuine leaves and signers follow it.
 */
export async function microchipSerialNumber(
  point: Uint8Array,
  validity: { notBefore: Date; notAfter: Date },
): Promise<Uint8Array<ArrayBuffer>> {
  const { notBefore, notAfter } = validity;
  const dates =
    ((notBefore.getUTCFullYear() - 2000) << 19) |
    ((notBefore.getUTCMonth() + 1) << 15) |
    (notBefore.getUTCDate() << 10) |
    (notBefore.getUTCHours() << 5) |
    (notAfter.getUTCFullYear() - notBefore.getUTCFullYear());
  const input = Uint8Array.of(...point.subarray(1), (dates >> 16) & 0xff, (dates >> 8) & 0xff, dates & 0xff);
  const serial = new Uint8Array(await webcrypto.subtle.digest('SHA-256', input)).slice(0, 16);
  return withTopBits(serial);
}

/** A random 16-byte serial number, positive and of full length. */
export function randomSerialNumber(): Uint8Array<ArrayBuffer> {
  return withTopBits(webcrypto.getRandomValues(new Uint8Array(16)));
}

function withTopBits(serial: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}
