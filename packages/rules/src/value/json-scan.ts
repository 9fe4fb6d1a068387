import type { Dialect } from './dialect.js';

/** What one look over JSON text tells before, or instead of, the work of reading and writing it. Nothing of it is validation. */
export interface JsonScan {
  /** How deep arrays and objects stand in one another. */
  readonly depth: number;
  /** How many members all objects have together, as written. */
  readonly members: number;
  /** Whether JSON.stringify would write the very same, what is idle aside, if no name stands twice in an object. */
  readonly isAsWritten: boolean;
  /** Whether there is anything idle: white space outside of strings, zeros at the end of a fraction. */
  readonly hasIdle: boolean;
  /** Whether it may hold a number that a double changes, or prints otherwise. */
  readonly mayHoldExact: boolean;
}

/** What a byte outside of strings begins. */
const OTHER = 0;
const STRING = 1;
const NUMBER = 2;
const COLON = 3;
const OPENING = 4;
const CLOSING = 5;
const SPACE = 6;
const kinds = /* @__PURE__ */ tabulate([
  ['"', STRING],
  ['-0123456789', NUMBER],
  [':', COLON],
  ['[{', OPENING],
  [']}', CLOSING],
  [' \t\n\r', SPACE],
]);

/** What a byte inside of strings is. */
const END = 1;
const ESCAPE = 2;
const MAYBE_HALF = 3;
const insides = /* @__PURE__ */ tabulate([
  ['"', END],
  ['\\', ESCAPE],
  // The first byte of the sign for what cannot be encoded, half a letter, which JSON.stringify escapes; and of its neighbours.
  ['\u00ef', MAYBE_HALF],
]);

function tabulate(rows: readonly (readonly [string, number])[]): Uint8Array {
  const table = new Uint8Array(256).fill(OTHER);
  for (const [characters, kind] of rows) for (const one of characters) table[one.charCodeAt(0)] = kind;
  return table;
}

const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** Units: characters. A double carries 15 digits through text and back. */
const LONG = 16;
/** Zeros behind the point from which on a double prints with an exponent; in 2015, from which on it shows its point. */
const tellingZeros: Readonly<Record<Dialect['wholeDecimals'], number>> = { 'become-int': 5, 'stay-decimal': 1 };

/**
 * Looks over JSON once, a byte at a time: half the time of a look at a string's characters.
 *
 * Most payloads are written by a JSON.stringify of some language: to see that costs a fourth of writing them once more, and on
 * the way it is seen that their numbers are plain.
 *
 * @param bytes  UTF-8
 */
export function scanJson(bytes: Uint8Array, { wholeDecimals }: Dialect): JsonScan {
  const zeros = tellingZeros[wholeDecimals];
  const { length } = bytes;
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let isAsWritten = true;
  let hasIdle = false;
  let mayHoldExact = false;
  let stringStart = 0;
  let place = 0;
  while (place < length) {
    const code = bytes[place] as number;
    place += 1;
    switch (kinds[code]) {
      case STRING:
        stringStart = place;
        for (; place < length; place += 1) {
          const inside = insides[bytes[place] as number];
          if (inside === OTHER) continue;
          if (inside === END) break;
          isAsWritten = false;
          if (inside === ESCAPE) place += 1;
        }
        place += 1;
        break;
      case NUMBER: {
        const start = code === MINUS ? place : place - 1;
        let end = skipDigits(bytes, start);
        // A double tells -0 from 0, a number of AWS IoT does not.
        let isMinusZero = code === MINUS && end - start === 1 && bytes[start] === ZERO;
        if (bytes[end] === POINT) {
          const fraction = end + 1;
          end = fraction;
          while (bytes[end] === ZERO) end += 1;
          if (end - fraction >= zeros) mayHoldExact = true;
          isMinusZero &&= !isDigit(bytes[end]);
          end = skipDigits(bytes, end);
          if (bytes[end - 1] === ZERO) hasIdle = true;
        }
        if (isMinusZero) mayHoldExact = true;
        if (end - start >= LONG || isExponent(bytes[end])) mayHoldExact = true;
        place = end;
        break;
      }
      case COLON:
        members += 1;
        // Names that are numbers come first, wherever they were written.
        if (isDigit(bytes[stringStart])) isAsWritten = false;
        break;
      case OPENING:
        depth += 1;
        if (depth > deepest) deepest = depth;
        break;
      case CLOSING:
        depth -= 1;
        break;
      case SPACE:
        hasIdle = true;
        break;
      default:
    }
  }
  return { depth: deepest, members, isAsWritten, hasIdle, mayHoldExact };
}

// The same memory each time: taking some costs more than what is done with it.
let scratch = /* @__PURE__ */ new Uint8Array(4096);

/** JSON without what is idle in it; its strings must be free of escapes. Shape: UTF-8, good until the next call. */
export function compactJson(bytes: Uint8Array): Uint8Array {
  if (scratch.length < bytes.length) scratch = new Uint8Array(bytes.length);
  const compact = scratch;
  let length = 0;
  let place = 0;
  while (place < bytes.length) {
    const code = bytes[place] as number;
    const kind = kinds[code];
    place += 1;
    if (kind === SPACE) continue;
    compact[length] = code;
    length += 1;
    if (kind === STRING) {
      let inner = OTHER;
      for (; place < bytes.length && inner !== STRING; place += 1) {
        inner = kinds[(compact[length] = bytes[place] as number)] as number;
        length += 1;
      }
    } else if (kind === NUMBER) {
      let hasFraction = false;
      for (let digit = bytes[place]; isDigit(digit) || digit === POINT; digit = bytes[place]) {
        hasFraction ||= digit === POINT;
        compact[length] = digit as number;
        length += 1;
        place += 1;
      }
      if (hasFraction) length = trimFraction(compact, length);
    }
  }
  return compact.subarray(0, length);
}

/** Where a number ends without its last zeros, and without its point where nothing else is behind it. */
function trimFraction(bytes: Uint8Array, end: number): number {
  let length = end;
  while (bytes[length - 1] === ZERO) length -= 1;
  return bytes[length - 1] === POINT ? length - 1 : length;
}

function skipDigits(bytes: Uint8Array, from: number): number {
  let place = from;
  while (isDigit(bytes[place])) place += 1;
  return place;
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= ZERO && code <= 57;
}

function isExponent(code: number | undefined): boolean {
  return code === 101 || code === 69;
}
