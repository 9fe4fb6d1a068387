import { type Base64Alphabet, isCanonicalEnd } from '../base64-letters.js';

const ENCODING = { url: 'base64url', standard: 'base64' } as const;
/** Letters that Node.js takes in either alphabet. */
const STRANGERS = { url: ['+', '/'], standard: ['-', '_'] } as const;
/** Bytes that are compared in less time than a call of the native comparison takes. */
const SHORT = 64;

/** Memory to decode into, again and again: taking memory outside of the heap costs more than what is done with it. */
export function createScratch(bytes: number): Uint8Array<ArrayBuffer> {
  return Buffer.alloc(bytes);
}

/** A few bytes for the host to read soon, all zero. */
export function createBytes(length: number): Uint8Array {
  // From the pool of Node.js: so few bytes would else lie on the heap, and be moved out of it when the host asks for them.
  return Buffer.allocUnsafe(length).fill(0);
}

/** A copy of bytes, to be kept. */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  return Buffer.from(bytes);
}

/** The text of a range of bytes that are ASCII. What is given for others is not said, only that it is not ASCII either. */
export function decodeAscii(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return toBuffer(bytes).toString('latin1', start, end);
}

/** Whether the bytes of `a` from `start` to `end` stand in `b` from `at` on. */
export function isSameRange(a: Uint8Array, start: number, end: number, b: Uint8Array, at: number): boolean {
  if (at + end - start > b.length) return false;
  if (end - start > SHORT) return toBuffer(a).compare(b, at, at + end - start, start, end) === 0;
  const shift = at - start;
  for (let i = start; i < end; i++) if (a[i] !== b[i + shift]) return false;
  return true;
}

/** Encodes bytes as base64 (RFC 4648), with padding in the standard alphabet only. */
export function encodeBase64(bytes: Uint8Array, alphabet: Base64Alphabet): string {
  return toBuffer(bytes).toString(ENCODING[alphabet]);
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
  const text = typeof source === 'string' ? source : decodeAscii(source);
  if (!isCanonicalEnd(text, alphabet) || !isPlain(source)) return undefined;
  const bytes = (text.length * 3) >> 2;
  const memory = into ? toBuffer(into) : Buffer.allocUnsafe(bytes);
  // Node.js steps over what is not base64, so that a text with any of it gives fewer bytes than its length promises.
  const isWhole = memory.write(text, 0, bytes, ENCODING[alphabet]) === bytes;
  const isStrange = STRANGERS[alphabet].some((letter) => text.includes(letter));
  if (!isWhole || isStrange) return undefined;
  // A copy, as the memory is a piece of Node's own pool.
  return into ? memory.subarray(0, bytes) : new Uint8Array(memory);
}

/** Whether no character of a text is above ASCII: Node.js reads one from U+0100 on as the letter with its lower byte. */
function isPlain(source: string | Uint8Array): boolean {
  return typeof source !== 'string' || Buffer.byteLength(source) === source.length;
}

function toBuffer(bytes: Uint8Array): Buffer<ArrayBuffer> {
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer as Buffer<ArrayBuffer>;
}
