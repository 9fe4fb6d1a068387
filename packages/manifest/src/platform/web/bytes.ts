import { type Base64Alphabet, BASE64_LETTERS } from '../base64-letters.js';

const VALUES: Readonly<Record<Base64Alphabet, Int32Array>> = {
  url: /* @__PURE__ */ valuesOf(BASE64_LETTERS.url),
  standard: /* @__PURE__ */ valuesOf(BASE64_LETTERS.standard),
};
const CODES: Readonly<Record<Base64Alphabet, Uint8Array>> = {
  url: /* @__PURE__ */ codesOf(BASE64_LETTERS.url),
  standard: /* @__PURE__ */ codesOf(BASE64_LETTERS.standard),
};
const PADDING = 0x3d;
const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder();

/** Memory to decode into, again and again: taking memory outside of the heap costs more than what is done with it. */
export function createScratch(bytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** A few bytes for the host to read soon, all zero. */
export function createBytes(length: number): Uint8Array {
  return new Uint8Array(length);
}

/** A copy of bytes, to be kept. */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/** The text of a range of bytes that are ASCII. What is given for others is not said, only that it is not ASCII either. */
export function decodeAscii(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** Whether the bytes of `a` from `start` to `end` stand in `b` from `at` on. */
export function isSameRange(a: Uint8Array, start: number, end: number, b: Uint8Array, at: number): boolean {
  const shift = at - start;
  for (let i = start; i < end; i++) if (a[i] !== b[i + shift]) return false;
  return true;
}

/** Encodes bytes as base64 (RFC 4648), with padding in the standard alphabet only. */
export function encodeBase64(bytes: Uint8Array, alphabet: Base64Alphabet): string {
  const padded = alphabet === 'standard';
  const length = padded ? Math.ceil(bytes.length / 3) * 4 : Math.ceil((bytes.length * 4) / 3);
  // Bytes first and text at the end: text put together piece by piece would stay a tree of pieces.
  return decoder.decode(encode(bytes, CODES[alphabet], length));
}

/**
 * Decodes base64 without padding the one canonical way; `undefined` for anything else. With `into`, a scratch, what is given is
 * a view of it, good until it is written again.
 *
 * Shape: text, or the ASCII of it.
 */
export function decodeBase64(
  source: string | Uint8Array,
  alphabet: Base64Alphabet,
  into?: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> | undefined {
  return decode(typeof source === 'string' ? encoder.encode(source) : source, VALUES[alphabet], into);
}

function encode(bytes: Uint8Array, codes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const rest = bytes.length % 3;
  const whole = bytes.length - rest;
  let o = 0;
  for (let i = 0; i < whole; i += 3) {
    const group = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    out[o++] = codes[group >> 18]!;
    out[o++] = codes[(group >> 12) & 63]!;
    out[o++] = codes[(group >> 6) & 63]!;
    out[o++] = codes[group & 63]!;
  }
  if (rest > 0) {
    const group = (bytes[whole]! << 16) | ((bytes[whole + 1] ?? 0) << 8);
    out[o++] = codes[group >> 18]!;
    out[o++] = codes[(group >> 12) & 63]!;
    if (rest === 2) out[o++] = codes[(group >> 6) & 63]!;
  }
  return out.fill(PADDING, o);
}

function codesOf(letters: string): Uint8Array {
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

function valuesOf(letters: string): Int32Array {
  const values = new Int32Array(256).fill(-1);
  for (let i = 0; i < 64; i++) values[letters.charCodeAt(i)] = i;
  return values;
}

// One pass over bytes (half the time of one over a string) and without branches on the data: every fault leaves its mark in
// the sign of `marks` and is looked at once at the end.
function decode(
  ascii: Uint8Array,
  values: Int32Array,
  into?: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> | undefined {
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
