import { ManifestError, type ManifestErrorCode, quote } from './errors.js';

const URL_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const STANDARD_ALPHABET = `${URL_ALPHABET.slice(0, 62)}+/`;
const URL_VALUES = valuesOf(URL_ALPHABET);
const STANDARD_VALUES = valuesOf(STANDARD_ALPHABET);
const URL_BYTES = Uint8Array.from(URL_ALPHABET, (character) => character.charCodeAt(0));

/**
 * Decodes base64url the one canonical way (RFC 7515 section 2): no padding, no white space, no stray last bits, so that two
 * texts never mean the same bytes.
 *
 * Throws: `base64url-padding`, `-whitespace`, `-alphabet`, `-length`, `-trailing-bits`.
 */
export function decodeBase64url(text: string, path?: string): Uint8Array<ArrayBuffer> {
  return decode(text, text.length, URL_VALUES) ?? refuseBase64url(text, path);
}

/** Whether the text is canonical base64url; with fewer words than decoding it. */
export function isBase64url(text: string): boolean {
  return decode(text, text.length, URL_VALUES) !== undefined;
}

/** What is wrong with a text that `decodeBase64url` refuses. */
export function base64urlFault(text: string): ManifestErrorCode {
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

/** Rewrites any common base64 form - either alphabet, padded or not, with white space - as base64url. */
export function normaliseBase64(text: string): string {
  return text.replaceAll(/\s+/g, '').replaceAll('+', '-').replaceAll('/', '_').replace(/={1,2}$/, '');
}

/** Rewrites canonical base64url as standard base64 with padding. */
export function toStandardBase64(text: string): string {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  return standard.padEnd(Math.ceil(standard.length / 4) * 4, '=');
}

/** Encodes bytes as base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  let length = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let shift = 18; shift >= 0 && length < out.length; shift -= 6) out[length++] = URL_BYTES[(group >> shift) & 63]!;
  }
  return new TextDecoder().decode(out);
}

function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

// One pass without branches on the data: every fault leaves its mark in `marks` and is looked at once at the end.
function decode(text: string, length: number, values: Int8Array): Uint8Array<ArrayBuffer> | undefined {
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
    if (stray !== 0) return undefined;
    marks |= v0 | v1 | v2;
    out[o++] = (v0 << 2) | (v1 >> 4);
    if (rest === 3) out[o] = (v1 << 4) | (v2 >> 2);
  }
  return marks < 0 ? undefined : out;
}

function refuseBase64url(text: string, path: string | undefined): never {
  const code = base64urlFault(text);
  throw new ManifestError(code, `expected canonical base64url, found ${quote(text)}`, { path });
}
