import { decodeBase64 as decode, encodeBase64 as encode } from '#platform/bytes';
import { ManifestError, type ManifestErrorCode, quote } from '../errors.js';
import { isCanonicalEnd } from '../platform/base64-letters.js';
import type { Tolerance } from '../tolerance.js';

/**
 * Decodes base64url the one canonical way (RFC 7515 section 2): no padding, no white space, no stray last bits, so that two
 * texts never mean the same bytes. With tolerance, any common form passes as a fault.
 *
 * Throws: `base64url-padding`, `-whitespace`, `-alphabet`, `-length`, `-trailing-bits`.
 */
export function decodeBase64url(text: string, path?: string, tolerance?: Tolerance): Uint8Array<ArrayBuffer> {
  return decode(text, 'url') ?? repairBase64url(text, path, tolerance);
}

function repairBase64url(
  text: string,
  path: string | undefined,
  tolerance: Tolerance | undefined,
): Uint8Array<ArrayBuffer> {
  const fault = new ManifestError(base64urlFault(text), `expected canonical base64url, found ${quote(text)}`, { path });
  const repaired = tolerance && decodeAnyBase64(text);
  if (!repaired) throw fault;
  tolerance.pass(fault);
  return repaired;
}

/** How many bytes a text holds; `undefined` when it is not canonical base64url. */
export function measureBase64url(text: string): number | undefined {
  const isCanonical = isCanonicalEnd(text, 'url') && /^[A-Za-z0-9_-]*$/.test(text);
  return isCanonical ? (text.length * 3) >> 2 : undefined;
}

/** Decodes any common base64 form: either alphabet, padded or not, with white space. Stray last bits are no form. */
export function decodeAnyBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const plain = text
    .replaceAll(/\s+/g, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
  return decode(plain, 'url');
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
  return decode(padding === 0 ? text : text.slice(0, -padding), 'standard');
}

/** Encodes bytes as base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return encode(bytes, 'url');
}

/** Encodes bytes as standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return encode(bytes, 'standard');
}
