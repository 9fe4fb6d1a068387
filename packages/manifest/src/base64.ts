import { ManifestError, type ManifestErrorCode, quote } from './errors.js';
import type { Leniency } from './leniency.js';

const URL_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const STANDARD_ALPHABET = `${URL_ALPHABET.slice(0, 62)}+/`;
const URL_VALUES = /* @__PURE__ */ valuesOf(URL_ALPHABET);
const STANDARD_VALUES = /* @__PURE__ */ valuesOf(STANDARD_ALPHABET);

const URL_LETTERS = /* @__PURE__ */ lettersOf(URL_ALPHABET);
const STANDARD_LETTERS = /* @__PURE__ */ lettersOf(STANDARD_ALPHABET);
const PADDING = 0x3d;
const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder();

/**
 * Decodes base64url the one canonical way (RFC 7515 section 2): no padding, no white space, no stray last bits, so that two
 * texts never mean the same bytes. With leniency, any common form passes as a fault.
 *
 * Throws: `base64url-padding`, `-whitespace`, `-alphabet`, `-length`, `-trailing-bits`.
 */
export function decodeBase64url(text: string, path?: string, leniency?: Leniency): Uint8Array<ArrayBuffer> {
  return decode(toAscii(text), URL_VALUES) ?? repairBase64url(text, path, leniency);
}

/**
 * Decodes ASCII that may be canonical base64url; `undefined` where it is not. With `into`, no memory is taken: what is given is
 * a view of it, good until it is written again.
 */
export function tryDecodeBase64url(ascii: Uint8Array, into?: Uint8Array): Uint8Array | undefined {
  return decode(ascii, URL_VALUES, into);
}

function repairBase64url(
  text: string,
  path: string | undefined,
  leniency: Leniency | undefined,
): Uint8Array<ArrayBuffer> {
  const fault = new ManifestError(base64urlFault(text), `expected canonical base64url, found ${quote(text)}`, { path });
  const repaired = leniency && decodeAnyBase64(text);
  if (!repaired) throw fault;
  leniency.pass(fault);
  return repaired;
}

/** How many bytes a text holds; `undefined` when it is not canonical base64url. */
export function measureBase64url(text: string): number | undefined {
  const rest = text.length & 3;
  if (rest === 1 || !/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const last = URL_VALUES[text.charCodeAt(text.length - 1)] ?? 0;
  const stray = rest === 0 ? 0 : last & (rest === 3 ? 3 : 15);
  return stray === 0 ? (text.length * 3) >> 2 : undefined;
}

/** Decodes any common base64 form: either alphabet, padded or not, with white space. Stray last bits are no form. */
export function decodeAnyBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const plain = text
    .replaceAll(/\s+/g, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
  return decode(toAscii(plain), URL_VALUES);
}

function base64urlFault(text: string): ManifestErrorCode {
  if (/\s/.test(text)) return 'base64url-whitespace';
  if (/^[A-Za-z0-9_-]*={1,2}$/.test(text)) return 'base64url-padding';
  if (/[^A-Za-z0-9_-]/.test(text)) return 'base64url-alphabet';
  return text.length % 4 === 1 ? 'base64url-length' : 'base64url-trailing-bits';
}

/**
 * Decodes standard base64 with its padding, canonically (RFC 4648 section 4), as `x5c` wants it.
 *
 * Gives `undefined` for anything else: what that means is the caller's to say.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const ascii = toAscii(text);
  return decode(ascii.subarray(0, ascii.length - padding), STANDARD_VALUES);
}

/** Encodes bytes as base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return decoder.decode(encode(bytes, URL_LETTERS, Math.ceil((bytes.length * 4) / 3)));
}

/** Encodes bytes as standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return decoder.decode(encode(bytes, STANDARD_LETTERS, Math.ceil(bytes.length / 3) * 4));
}

// Bytes first and text at the end: text put together piece by piece would stay a tree of pieces.
function encode(bytes: Uint8Array, alphabet: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const rest = bytes.length % 3;
  const whole = bytes.length - rest;
  let o = 0;
  for (let i = 0; i < whole; i += 3) {
    const group = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    out[o++] = alphabet[group >> 18]!;
    out[o++] = alphabet[(group >> 12) & 63]!;
    out[o++] = alphabet[(group >> 6) & 63]!;
    out[o++] = alphabet[group & 63]!;
  }
  if (rest > 0) {
    const group = (bytes[whole]! << 16) | ((bytes[whole + 1] ?? 0) << 8);
    out[o++] = alphabet[group >> 18]!;
    out[o++] = alphabet[(group >> 12) & 63]!;
    if (rest === 2) out[o++] = alphabet[(group >> 6) & 63]!;
  }
  return out.fill(PADDING, o);
}

function lettersOf(alphabet: string): Uint8Array {
  return Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
}

// Written into the same memory each time: taking memory outside of the heap costs more than what is done with it.
function toAscii(text: string): Uint8Array {
  if (text.length * 3 > scratch.length) return encoder.encode(text);
  return scratch.subarray(0, encoder.encodeInto(text, scratch).written);
}

const scratch = /* @__PURE__ */ new Uint8Array(8192);

function valuesOf(alphabet: string): Int32Array {
  const values = new Int32Array(256).fill(-1);
  for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

// One pass over bytes (half the time of one over a string) and without branches on the data: every fault leaves its mark in
// the sign of `marks` and is looked at once at the end.
function decode(ascii: Uint8Array, values: Int32Array): Uint8Array<ArrayBuffer> | undefined;
function decode(ascii: Uint8Array, values: Int32Array, into: Uint8Array | undefined): Uint8Array | undefined;
function decode(ascii: Uint8Array, values: Int32Array, into?: Uint8Array): Uint8Array | undefined {
  const { length } = ascii;
  const rest = length & 3;
  if (rest === 1) return undefined;
  const bytes = (length * 3) >> 2;
  const out = into ? into.subarray(0, bytes) : new Uint8Array(bytes);
  const whole = length - rest;
  let marks = 0;
  let o = 0;
  for (let i = 0; i < whole; i += 4) {
    const group =
      (values[ascii[i]!]! << 18) |
      (values[ascii[i + 1]!]! << 12) |
      (values[ascii[i + 2]!]! << 6) |
      values[ascii[i + 3]!]!;
    marks |= group;
    out[o] = group >> 16;
    out[o + 1] = group >> 8;
    out[o + 2] = group;
    o += 3;
  }
  if (rest > 0) {
    const v0 = values[ascii[whole]!]!;
    const v1 = values[ascii[whole + 1]!]!;
    const v2 = rest === 3 ? values[ascii[whole + 2]!]! : 0;
    const stray = rest === 3 ? v2 & 3 : v1 & 15;
    if (stray !== 0) return undefined;
    marks |= v0 | v1 | v2;
    out[o++] = (v0 << 2) | (v1 >> 4);
    if (rest === 3) out[o] = (v1 << 4) | (v2 >> 2);
  }
  return marks < 0 ? undefined : out;
}
