import type { Dialect } from './dialect.js';

/** What one look over JSON text says before, or instead of, the work of reading and writing it. Nothing of it is validation. */
export interface JsonScan {
  /** How deep arrays and objects stand in one another. */
  readonly depth: number;
  /** How many members all objects have together, as written. */
  readonly members: number;
  /** Whether JSON.stringify would write the very same, `idle` left out, if no name stands twice in an object. */
  readonly isAsWritten: boolean;
  /** White space outside of strings, and zeros at the end of fractions. Shape: start and end of each in turn. */
  readonly idle: readonly number[];
  /** Whether it may hold a number that a double changes, or prints otherwise. */
  readonly mayHoldExact: boolean;
}

/** What a character outside of strings begins. */
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

function tabulate(rows: readonly (readonly [string, number])[]): Uint8Array {
  const table = new Uint8Array(128).fill(OTHER);
  for (const [characters, kind] of rows) for (const one of characters) table[one.charCodeAt(0)] = kind;
  return table;
}

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const QUOTE = '"';
const BACKSLASH = 92;

/** Units: characters. A double carries 15 digits through text and back. */
const LONG = 16;
/** Zeros behind the point from which on a double prints with an exponent; in 2015, from which on it shows its point. */
const tellingZeros: Readonly<Record<Dialect['wholeDecimals'], number>> = { 'become-int': 5, 'stay-decimal': 1 };

const nothing: readonly number[] = [];

/**
 * Looks over JSON once. Most payloads are written by a JSON.stringify of some language, white space and zeros aside: to see that
 * costs half of writing them once more, and on the way it is seen that their numbers are plain.
 */
export function scanJson(text: string, { wholeDecimals }: Dialect): JsonScan {
  const zeros = tellingZeros[wholeDecimals];
  const { length } = text;
  const hasEscapes = text.includes('\\');
  let isAsWritten = !hasEscapes;
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let mayHoldExact = false;
  let idle: number[] | undefined;
  let stringStart = 0;
  let place = 0;
  while (place < length) {
    const code = text.charCodeAt(place);
    place += 1;
    switch (code < 128 ? kinds[code] : OTHER) {
      case STRING:
        stringStart = place;
        place = hasEscapes ? skipEscaped(text, place) : skipString(text, place);
        break;
      case NUMBER: {
        const start = code === MINUS ? place : place - 1;
        const whole = skipDigits(text, start);
        const hasPoint = text.charCodeAt(whole) === POINT;
        const digits = hasPoint ? skipZeros(text, whole + 1) : whole;
        const end = hasPoint ? skipDigits(text, digits) : whole;
        if (hasPoint && digits - whole > zeros) mayHoldExact = true;
        if (hasPoint && text.charCodeAt(end - 1) === ZERO) (idle ??= []).push(startOfZeros(text, end), end);
        // A double tells -0 from 0, a number of AWS IoT does not.
        if (code === MINUS && whole - start === 1 && text.charCodeAt(start) === ZERO && digits === end)
          mayHoldExact = true;
        if (end - start >= LONG || isExponent(text.charCodeAt(end))) mayHoldExact = true;
        place = end;
        break;
      }
      case COLON:
        members += 1;
        // Names that are numbers come first, wherever they were written.
        if (isDigit(text.charCodeAt(stringStart))) isAsWritten = false;
        break;
      case OPENING:
        depth += 1;
        if (depth > deepest) deepest = depth;
        break;
      case CLOSING:
        depth -= 1;
        break;
      case SPACE: {
        const start = place - 1;
        while (kinds[text.charCodeAt(place)] === SPACE) place += 1;
        (idle ??= []).push(start, place);
        break;
      }
      default:
    }
  }
  return { depth: deepest, members, isAsWritten, idle: idle ?? nothing, mayHoldExact };
}

/** JSON without what is idle in it. */
export function cutIdle(text: string, idle: readonly number[]): string {
  let compact = '';
  let from = 0;
  for (let index = 0; index < idle.length; index += 2) {
    compact += text.slice(from, idle[index]);
    from = idle[index + 1] ?? from;
  }
  return from === 0 ? text : compact + text.slice(from);
}

/** Past the closing quote. */
function skipString(text: string, from: number): number {
  const close = text.indexOf(QUOTE, from);
  return close === -1 ? text.length : close + 1;
}

function skipEscaped(text: string, from: number): number {
  let place = from;
  while (place < text.length && text[place] !== QUOTE) place += text.charCodeAt(place) === BACKSLASH ? 2 : 1;
  return place + 1;
}

function skipDigits(text: string, from: number): number {
  let place = from;
  while (isDigit(text.charCodeAt(place))) place += 1;
  return place;
}

function skipZeros(text: string, from: number): number {
  let place = from;
  while (text.charCodeAt(place) === ZERO) place += 1;
  return place;
}

/** Where a fraction's last zeros begin, and its point where nothing else is behind it. */
function startOfZeros(text: string, end: number): number {
  let place = end;
  while (text.charCodeAt(place - 1) === ZERO) place -= 1;
  return text.charCodeAt(place - 1) === POINT ? place - 1 : place;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 57;
}

function isExponent(code: number): boolean {
  return code === 101 || code === 69;
}
