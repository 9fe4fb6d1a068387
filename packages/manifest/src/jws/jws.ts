import type { SignedEntry } from '../container/signed-entry.js';
import { decodeBase64url } from '../encoding/base64.js';
import { DerReader } from '../encoding/der.js';
import { readEcdsaSignature } from '../encoding/ecdsa-signature.js';
import { ManifestError } from '../errors.js';
import type { Tolerance } from '../tolerance.js';
import { type ProtectedHeader, checkUnprotectedHeader, readProtectedHeader } from './protected-header.js';

/** What it takes to verify the signature of a flattened JWS. */
export interface Jws {
  /** Shape: 64 bytes, r then s. */
  readonly signature: Uint8Array;
  /** What the signature covers: the texts of header and payload with a dot between. */
  readonly signed: Uint8Array;
  readonly payload: Uint8Array;
}

/** The two headers of an entry: the signed one as base64url, and the one that no signature covers. */
export interface Headers {
  readonly protected: string;
  readonly header?: SignedEntry['header'] | undefined;
}

/** Bytes of an ES256 signature (RFC 7518 section 3.4). */
export const SIGNATURE_BYTES = 64;

const encoder = /* @__PURE__ */ new TextEncoder();

/** Reads what is signed about the signature, and checks the unsigned header against it. */
export function readHeaders(entry: Headers, tolerance?: Tolerance): ProtectedHeader {
  const header = readProtectedHeader(entry.protected, tolerance);
  if (entry.header) checkUnprotectedHeader(entry.header, header);
  return header;
}

/** Decodes the texts of an entry. Throws: `signature-length`, `signature-der`, base64url codes. */
export function decodeJws(entry: SignedEntry, tolerance?: Tolerance): Jws {
  const payload = decodeBase64url(entry.payload, 'payload', tolerance);
  const signature = readSignature(decodeBase64url(entry.signature, 'signature', tolerance), tolerance);
  return { payload, signature, signed: encoder.encode(`${entry.protected}.${entry.payload}`) };
}

/** Throws `signature-invalid`. */
export function refuseSignature(): never {
  throw new ManifestError('signature-invalid', "expected a signature by the signer's key, found one that is not", {
    path: 'signature',
  });
}

function readSignature(signature: Uint8Array, tolerance: Tolerance | undefined): Uint8Array {
  const path = 'signature';
  if (signature.length === SIGNATURE_BYTES) return signature;
  const fixed = readDerSignature(signature);
  if (!fixed) {
    const message = `expected a signature of ${SIGNATURE_BYTES} bytes, found ${signature.length}`;
    throw new ManifestError('signature-length', message, { path });
  }
  const message = 'expected r and s of 32 bytes each, found a DER signature';
  const fault = new ManifestError('signature-der', message, { path });
  if (!tolerance) throw fault;
  tolerance.pass(fault);
  return fixed;
}

function readDerSignature(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return readEcdsaSignature(new DerReader(bytes));
  } catch {
    return undefined; // Not DER either, so that its length is what is wrong with it.
  }
}
