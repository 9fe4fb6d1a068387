import { decodeBase64url, measureBase64url, tryDecodeBase64url } from './base64.js';
import { readEcdsaSignature } from './certificate.js';
import { DerReader, isSameBytes } from './der.js';
import { type SignedEntry, readSignedEntry } from './entry.js';
import { scanEntry } from './entry-bytes.js';
import { ManifestError } from './errors.js';
import { type JsonWebKey, importJwk, isSignedBy } from './es256.js';
import type { Leniency } from './leniency.js';
import { type ProtectedHeader, checkUnprotectedHeader, readProtectedHeader } from './protected-header.js';
import { decodeUtf8 } from './strict-json.js';

/** What it takes to verify the signature of a flattened JWS. */
export interface Jws {
  /** Shape: 64 bytes, r then s. */
  readonly signature: Uint8Array;
  /**
   * What the signature covers: the texts of header and payload with a dot between. Good until the next entry is decoded, as
   * WebCrypto takes its copy before it returns.
   */
  readonly signed: Uint8Array;
}

/** A JWS that was written plainly and without fault. */
export interface PlainJws extends Jws {
  /** Base64url. */
  readonly protected: string;
  readonly header?: NonNullable<SignedEntry['header']>;
  readonly payloadText: string;
}

const DOT = 0x2e;
const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder();

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
  await verifySignature(jws, verifier);
  return { header, payload: jws.payload };
}

/** Reads what is signed about the signature, and holds the unsigned header to it. */
export function readHeaders(entry: Pick<SignedEntry, 'protected' | 'header'>, leniency?: Leniency): ProtectedHeader {
  const header = readProtectedHeader(entry.protected, leniency);
  if (entry.header) checkUnprotectedHeader(entry.header, header);
  return header;
}

/** Throws: `signature-invalid`. */
export async function verifySignature({ signature, signed }: Jws, key: CryptoKey): Promise<void> {
  if (await isSignedBy(key, signature, signed)) return;
  throw new ManifestError('signature-invalid', "expected a signature by the signer's key, found one that is not", {
    path: 'signature',
  });
}

/** Decodes the texts of an entry. Throws: `signature-length`, `signature-der`, base64url codes. */
export function decodeJws(entry: SignedEntry, leniency?: Leniency): Jws & { readonly payload: Uint8Array } {
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
  const payload = tryDecodeBase64url(entry.payload, payloadMemoryFor(entry.payload));
  const payloadText = payload && tryDecodeUtf8(payload);
  const signature = tryDecodeBase64url(entry.signature);
  const protectedText = readProtectedText(entry.protected);
  if (payloadText === undefined || protectedText === undefined || signature?.length !== 64) return undefined;
  const signed = joinSigned(entry.protected, entry.payload);
  const jws = { protected: protectedText, payloadText, signature, signed };
  return entry.header ? { ...jws, header: entry.header } : jws;
}

let lastProtected: { readonly bytes: Uint8Array; readonly text: string } | undefined;

/** The text of a protected header; `undefined` when it is not canonical. Neighbours share theirs: it is read once. */
function readProtectedText(ascii: Uint8Array): string | undefined {
  if (lastProtected && isSameBytes(ascii, lastProtected.bytes)) return lastProtected.text;
  const text = decoder.decode(ascii);
  if (measureBase64url(text) === undefined) return undefined;
  lastProtected = { bytes: ascii.slice(), text };
  return text;
}

let payloadMemory = /* @__PURE__ */ new Uint8Array(8192);

/** Memory for a payload that is made into text at once, so that every entry can use the same. */
function payloadMemoryFor(ascii: Uint8Array): Uint8Array {
  if (payloadMemory.length < ascii.length) payloadMemory = new Uint8Array(ascii.length);
  return payloadMemory;
}

function tryDecodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decodeUtf8(bytes);
  } catch {
    return undefined; // The careful reader says so in its turn.
  }
}

let signedMemory = /* @__PURE__ */ new Uint8Array(8192);

function joinSigned(header: Uint8Array, payload: Uint8Array): Uint8Array {
  const length = header.length + 1 + payload.length;
  if (signedMemory.length < length) signedMemory = new Uint8Array(length);
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
