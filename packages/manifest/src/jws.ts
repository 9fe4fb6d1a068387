import { decodeBase64url } from './base64.js';
import { readEcdsaSignature } from './certificate.js';
import { DerReader } from './der.js';
import { readSignedEntry, type SignedEntry } from './entry.js';
import { ManifestError } from './errors.js';
import { type JsonWebKey, importJwk, isSignedBy } from './es256.js';
import type { Leniency } from './leniency.js';
import { type ProtectedHeader, checkUnprotectedHeader, readProtectedHeader } from './protected-header.js';

const encoder = /* @__PURE__ */ new TextEncoder();

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
  const jws = readSignedEntry(entry);
  const header = readHeaders(jws);
  const payload = await verifySignature(jws, await importJwk(key));
  return { header, payload };
}

/** Reads what is signed about the signature, and holds the unsigned header to it. */
export function readHeaders(jws: SignedEntry, leniency?: Leniency): ProtectedHeader {
  const header = readProtectedHeader(jws.protected, leniency);
  if (jws.header) checkUnprotectedHeader(jws.header, header);
  return header;
}

/** Gives the payload's bytes when this key has signed them. Throws: `signature-invalid`, `-length`, `-der`, base64url codes. */
export async function verifySignature(jws: SignedEntry, key: CryptoKey, leniency?: Leniency): Promise<Uint8Array> {
  const payload = decodeBase64url(jws.payload, 'payload', leniency);
  const signature = readSignature(jws.signature, leniency);
  const signed = encoder.encode(`${jws.protected}.${jws.payload}`);
  if (await isSignedBy(key, signature, signed)) return payload;
  throw new ManifestError('signature-invalid', "expected a signature by the signer's key, found one that is not", {
    path: 'signature',
  });
}

function readSignature(text: string, leniency: Leniency | undefined): Uint8Array {
  const signature = decodeBase64url(text, 'signature', leniency);
  const path = 'signature';
  if (signature.length === 64) return signature;
  const fixed = readDerSignature(signature);
  if (!fixed) {
    throw new ManifestError('signature-length', `expected a signature of 64 bytes, found ${signature.length}`, {
      path,
    });
  }
  const fault = new ManifestError('signature-der', 'expected r and s of 32 bytes each, found a DER signature', {
    path,
  });
  if (!leniency) throw fault;
  leniency.pass(fault);
  return fixed;
}

function readDerSignature(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return readEcdsaSignature(new DerReader(bytes));
  } catch {
    return undefined; // Not DER either, so that its length is what is wrong with it.
  }
}
