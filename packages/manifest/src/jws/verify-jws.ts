import { readSignedEntry } from '../container/signed-entry.js';
import { type JsonWebKey, importJwk } from './es256.js';
import { decodeJws, readHeaders, refuseSignature } from './jws.js';
import type { ProtectedHeader } from './protected-header.js';

/**
 * Verifies one flattened JWS (RFC 7515 section 7.2.2) with the one algorithm manifests use, ES256, and nothing left to
 * interpretation: canonical base64url, no member twice, no critical extensions, no key from the header.
 *
 * Throws: `ManifestError` with `signature-invalid`, `signature-length`, `signature-der`, `key-malformed`, `entry-malformed`,
 * `jws-general-form`, or a code of header, base64url or JSON.
 *
 * @example
 * const { header, payload } = await verifyJws(entry, { kty: 'EC', crv: 'P-256', x, y });
 */
export async function verifyJws(
  entry: { readonly protected: string; readonly payload: string; readonly signature: string },
  key: JsonWebKey,
): Promise<{ header: ProtectedHeader; payload: Uint8Array }> {
  const flattened = readSignedEntry(entry);
  const header = readHeaders(flattened);
  const verifier = await importJwk(key);
  const jws = decodeJws(flattened);
  if (!(await verifier.verify(jws.signature, jws.signed))) refuseSignature();
  return { header, payload: jws.payload };
}
