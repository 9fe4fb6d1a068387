import { type KeyObject, createPublicKey, hash, verify } from 'node:crypto';
import type { Es256Key } from '../es256-key.js';

/** SHA-256. Shape: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}

/** Takes a point on P-256. Shape: `04 ‖ X ‖ Y`. Throws: whatever the host throws for one that is not on the curve. */
export async function importPoint(point: Uint8Array): Promise<Es256Key> {
  // SubjectPublicKeyInfo (RFC 5480) of a P-256 key: what stands before the point never changes.
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, point]), format: 'der', type: 'spki' });
  return new NodeKey(key);
}

const SPKI_PREFIX = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');

/** Verifies on the thread pool of libuv as WebCrypto does, with little more than half of its cost on the thread that asks. */
class NodeKey implements Es256Key {
  private readonly options: { readonly key: KeyObject; readonly dsaEncoding: 'ieee-p1363' };

  constructor(key: KeyObject) {
    this.options = { key, dsaEncoding: 'ieee-p1363' };
  }

  verify(signature: Uint8Array, signed: Uint8Array): Promise<boolean> {
    return new Promise((resolve, reject) => {
      verify('sha256', signed, this.options, signature, (error, holds) => (error ? reject(error) : resolve(holds)));
    });
  }
}
