import { importPoint as importPlatformPoint } from '#platform/crypto';
import { decodeBase64url } from '../encoding/base64.js';
import { ManifestError, quote } from '../errors.js';
import type { Es256Key } from '../platform/es256-key.js';

/** A public key as callers hand it over. Shape: JWK; every member is checked, so that the DOM's `JsonWebKey` fits. */
export interface JsonWebKey {
  readonly kty?: string | undefined;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  /** Where it is given, `sig`. */
  readonly use?: string | undefined;
  /** Where they are given, `verify` is among them. */
  readonly key_ops?: readonly string[] | undefined;
}

/** Takes a P-256 point for verification. Shape: `04 ‖ X ‖ Y`. Throws: `key-malformed` when it is not on the curve. */
export async function importPoint(point: Uint8Array): Promise<Es256Key> {
  try {
    return await importPlatformPoint(point);
  } catch (cause) {
    throw new ManifestError('key-malformed', 'expected a point on P-256, found one that is not', { cause });
  }
}

/** Takes a P-256 JWK for verification. Throws: `key-malformed`. */
export async function importJwk(key: JsonWebKey): Promise<Es256Key> {
  const { kty, crv, x, y } = key;
  if (kty !== 'EC' || crv !== 'P-256') {
    throw new ManifestError('key-malformed', `expected an EC key on P-256, found ${quote(kty)} on ${quote(crv)}`);
  }
  checkPurpose(key);
  const point = new Uint8Array(65);
  point[0] = 4;
  point.set(decodeCoordinate('x', x), 1);
  point.set(decodeCoordinate('y', y), 33);
  return importPoint(point);
}

/** RFC 7517 sections 4.2 and 4.3. */
function checkPurpose({ use, key_ops: operations }: JsonWebKey): void {
  if (use !== undefined && use !== 'sig') {
    throw new ManifestError('key-malformed', `expected a key for signatures, found the use ${quote(use)}`, {
      path: 'use',
    });
  }
  if (operations === undefined || (Array.isArray(operations) && operations.includes('verify'))) return;
  throw new ManifestError('key-malformed', 'expected the key operation "verify", found others only', {
    path: 'key_ops',
  });
}

function decodeCoordinate(name: string, text: unknown): Uint8Array {
  if (typeof text !== 'string') {
    throw new ManifestError('key-malformed', `expected a coordinate, found ${quote(text)}`, { path: name });
  }
  const bytes = decodeBase64url(text, name);
  if (bytes.length === 32) return bytes;
  throw new ManifestError('key-malformed', `expected a coordinate of 32 bytes, found ${bytes.length}`, { path: name });
}
