import { copyBytes, createScratch, decodeAscii, decodeBase64 } from '#platform/bytes';
import { decodeBase64url, measureBase64url } from '../encoding/base64.js';
import { readEcdsaSignature } from '../certificate/certificate.js';
import { DerReader, isSameBytes } from '../encoding/der.js';
import { type SignedEntry, readSignedEntry } from '../container/signed-entry.js';
import { scanEntry } from '../fast/entry-scan.js';
import { ManifestError } from '../errors.js';
import { type JsonWebKey, importJwk } from './es256.js';
import type { Leniency } from '../tolerance.js';
import { type ProtectedHeader, checkUnprotectedHeader, readProtectedHeader } from './protected-header.js';

/** What it takes to verify the signature of a flattened JWS. */
export interface Jws {
  /** Shape: 64 bytes, r then s. */
  readonly signature: Uint8Array;
  /** What the signature covers: the texts of header and payload with a dot between. Good until the next entry is decoded. */
  readonly signed: Uint8Array;
  readonly payload: Uint8Array;
}

/** A JWS that was written plainly and without fault. All of its bytes are good until the next entry is decoded. */
export interface PlainJws extends Jws, Headers {}

/** The two headers of an entry: the signed one as base64url, and the one that no signature covers. */
export interface Headers {
  readonly protected: string;
  readonly header?: SignedEntry['header'] | undefined;
}

const DOT = 0x2e;
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
  const flattened = readSignedEntry(entry);
  const header = readHeaders(flattened);
  const verifier = await importJwk(key);
  const jws = decodeJws(flattened);
  if (!(await verifier.verify(jws.signature, jws.signed))) refuseSignature();
  return { header, payload: jws.payload };
}

/** Reads what is signed about the signature, and holds the unsigned header to it. */
export function readHeaders(entry: Headers, leniency?: Leniency): ProtectedHeader {
  const header = readProtectedHeader(entry.protected, leniency);
  if (entry.header) checkUnprotectedHeader(entry.header, header);
  return header;
}

/** Throws `signature-invalid`. */
export function refuseSignature(): never {
  throw new ManifestError('signature-invalid', "expected a signature by the signer's key, found one that is not", {
    path: 'signature',
  });
}

/** Decodes the texts of an entry. Throws: `signature-length`, `signature-der`, base64url codes. */
export function decodeJws(entry: SignedEntry, leniency?: Leniency): Jws {
  const payload = decodeBase64url(entry.payload, 'payload', leniency);
  const signature = readSignature(decodeBase64url(entry.signature, 'signature', leniency), leniency);
  const signed = joinSigned(encoder.encode(entry.protected), encoder.encode(entry.payload));
  return { payload, signature, signed };
}

/**
 * Decodes an entry straight from the bytes of a file. Gives `undefined` for one that is not written plainly and without fault:
 * `parseStrictJson` and {@link decodeJws} say what there is to say about it.
 */
export function decodePlainJws(bytes: Uint8Array): PlainJws | undefined {
  const entry = scanEntry(bytes);
  if (!entry) return undefined;
  payloadMemory = growScratch(payloadMemory, entry.payload.length);
  const payload = decodeBase64(entry.payload, 'url', payloadMemory);
  const isSigned = entry.signature.length === SIGNATURE_LETTERS;
  const signature = isSigned ? decodeBase64(entry.signature, 'url', signatureMemory) : undefined;
  const protectedText = readProtectedText(entry.protected);
  if (!payload || !signature || protectedText === undefined) return undefined;
  const signed = joinSigned(entry.protected, entry.payload);
  return { protected: protectedText, header: entry.header, payload, signature, signed };
}

/** 64 bytes in base64url. */
const SIGNATURE_LETTERS = 86;
const signatureMemory = /* @__PURE__ */ createScratch(64);
// Memory for what is used up at once, so that every entry can use the same.
let payloadMemory = /* @__PURE__ */ createScratch(8192);
let signedMemory = /* @__PURE__ */ createScratch(8192);

function growScratch(scratch: Uint8Array<ArrayBuffer>, bytes: number): Uint8Array<ArrayBuffer> {
  return scratch.length < bytes ? createScratch(bytes) : scratch;
}

let lastProtected: { readonly bytes: Uint8Array; readonly text: string } | undefined;

/** The text of a protected header; `undefined` when it is not canonical. Neighbours share theirs: it is read once. */
function readProtectedText(ascii: Uint8Array): string | undefined {
  if (lastProtected && isSameBytes(ascii, lastProtected.bytes)) return lastProtected.text;
  const text = decodeAscii(ascii);
  if (measureBase64url(text) === undefined) return undefined;
  lastProtected = { bytes: copyBytes(ascii), text };
  return text;
}

function joinSigned(header: Uint8Array, payload: Uint8Array): Uint8Array {
  const length = header.length + 1 + payload.length;
  signedMemory = growScratch(signedMemory, length);
  signedMemory.set(header);
  signedMemory[header.length] = DOT;
  signedMemory.set(payload, header.length + 1);
  return signedMemory.subarray(0, length);
}

function readSignature(signature: Uint8Array, leniency: Leniency | undefined): Uint8Array {
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
