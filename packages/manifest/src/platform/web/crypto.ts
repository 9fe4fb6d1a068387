// @noble/hashes: audited, without dependencies, and synchronous, so that a fingerprint can be made when it is read.
import { sha256 as digest } from '@noble/hashes/sha2';
import type { Es256Key } from '../es256-key.js';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ES256 = { name: 'ECDSA', hash: 'SHA-256' } as const;
const VERIFY = ['verify'] as const;

/** SHA-256. Shape: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return digest(bytes);
}

/** Takes a point on P-256. Shape: `04 ‖ X ‖ Y`. Throws: whatever the host throws for one that is not on the curve. */
export async function importPoint(point: Uint8Array): Promise<Es256Key> {
  const { subtle } = crypto;
  const key = await subtle.importKey('raw', point, P256, false, VERIFY);
  return { verify: (signature, signed) => subtle.verify(ES256, key, signature, signed) };
}
