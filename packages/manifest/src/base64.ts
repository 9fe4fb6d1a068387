import { ManifestError, type ManifestErrorCode, quote } from './errors.js';
import type { Leniency } from './leniency.js';

const URL_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const STANDARD_ALPHABET = `${URL_ALPHABET.slice(0, 62)}+/`;
const URL_VALUES = /* @__PURE__ */ valuesOf(URL_ALPHABET);
const STANDARD_VALUES = /* @__PURE__ */ valuesOf(STANDARD_ALPHABET);

/**
 * Decodes base64url the one canonical way (RFC 7515 section 2): no padding, no white space, no stray last bits, so that two
 * texts never mean the same bytes.
 *
 * Throws: `base64url-padding`, `-whitespace`, `-alphabet`, `-length`, `-trailing-bits`.
 */
export function decodeBase64url(text: string, path?: string, leniency?: Leniency): Uint8Array<ArrayBuffer> {
  const bytes = decode(text, text.length, URL_VALUES);
  if (bytes) return bytes;
  const fault = new ManifestError(base64urlFault(text), `expected canonical base64url, found ${quote(text)}`, { path });
  const repaired = leniency && decodeAnyBase64(text);
  if (!repaired) throw fault;
  leniency.pass(fault);
  return repaired;
}

/** Decodes any common base64 form: either alphabet, padded or not, with white space, with stray last bits. */
export function decodeAnyBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const plain = text
    .replaceAll(/\s+/g, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
  return decode(plain, plain.length, URL_VALUES, { takesStrayBits: true });
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
  return decode(text, text.length - padding, STANDARD_VALUES);
}

/** Encodes bytes as base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return encode(bytes, URL_ALPHABET);
}

/** Encodes bytes as standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = encode(bytes, STANDARD_ALPHABET);
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  const length = Math.ceil((bytes.length * 4) / 3);
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let shift = 18; shift >= 0 && text.length < length; shift -= 6) text += alphabet[(group >> shift) & 63]!;
  }
  return text;
}

function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

// One pass without branches on the data: every fault leaves its mark in `marks` and is looked at once at the end.
function decode(
  text: string,
  length: number,
  values: Int8Array,
  { takesStrayBits = false } = {},
): Uint8Array<ArrayBuffer> | undefined {
  const rest = length & 3;
  if (rest === 1) return undefined;
  const out = new Uint8Array((length * 3) >> 2);
  const whole = length - rest;
  let marks = 0;
  let o = 0;
  for (let i = 0; i < whole; i += 4) {
    const c0 = text.charCodeAt(i);
    const c1 = text.charCodeAt(i + 1);
    const c2 = text.charCodeAt(i + 2);
    const c3 = text.charCodeAt(i + 3);
    if ((c0 | c1 | c2 | c3) > 127) return undefined;
    const v0 = values[c0]!;
    const v1 = values[c1]!;
    const v2 = values[c2]!;
    const v3 = values[c3]!;
    marks |= v0 | v1 | v2 | v3;
    out[o++] = (v0 << 2) | (v1 >> 4);
    out[o++] = (v1 << 4) | (v2 >> 2);
    out[o++] = (v2 << 6) | v3;
  }
  if (rest > 0) {
    const v0 = values[text.charCodeAt(whole)] ?? -1;
    const v1 = values[text.charCodeAt(whole + 1)] ?? -1;
    const v2 = rest === 3 ? (values[text.charCodeAt(whole + 2)] ?? -1) : 0;
    const stray = rest === 3 ? v2 & 3 : v1 & 15;
    if (stray !== 0 && !takesStrayBits) return undefined;
    marks |= v0 | v1 | v2;
    out[o++] = (v0 << 2) | (v1 >> 4);
    if (rest === 3) out[o] = (v1 << 4) | (v2 >> 2);
  }
  return marks < 0 ? undefined : out;
}
