import { months, readPattern, wallTimeAt, weekdays, type PatternPart } from './calendar.js';
import { parseZoneField } from './parse-zone.js';
import type { TimeZone } from './time-zone.js';

/** What a text said, by the letter of the pattern; numbers, but for the zone. */
interface Found {
  readonly numbers: Map<string, number>;
  zone: TimeZone | undefined;
}

interface Cursor {
  readonly text: string;
  position: number;
}

/** Zero-based first unit of each number and its range. Source: java.time, DateTimeFormatter and ChronoField. */
const numeric: Readonly<Record<string, readonly [least: number, most: number]>> = {
  u: [1, 9999],
  y: [1, 9999],
  M: [1, 12],
  L: [1, 12],
  d: [1, 31],
  D: [1, 366],
  h: [1, 12],
  K: [0, 11],
  H: [0, 23],
  k: [1, 24],
  m: [0, 59],
  s: [0, 59],
};

const names: Readonly<Record<string, readonly string[]>> = { M: months, L: months, E: weekdays };
const zoneLetters = new Set(['V', 'z', 'O', 'X', 'x', 'Z']);

/**
 * Reads a time by a java.time pattern, in English; a date alone is its midnight, a time without a zone is in UTC.
 *
 * Units: milliseconds since 1970. Absent where text and pattern do not fit, or a letter is none of those for calendar dates.
 */
export function parseTime(text: string, pattern: string): number | undefined {
  const parts = readPattern(pattern);
  if (parts === undefined) return undefined;
  const cursor = { text, position: 0 };
  const found: Found = { numbers: new Map(), zone: undefined };
  if (!parseParts(parts, cursor, found) || cursor.position !== text.length) return undefined;
  return resolve(found);
}

/** Square brackets hold what may be missing. */
function parseParts(parts: readonly PatternPart[], cursor: Cursor, found: Found): boolean {
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    if (part === undefined) return true;
    if (part.kind === 'text' && part.text === '[') {
      const close = closingBracket(parts, index);
      const before = { position: cursor.position, numbers: new Map(found.numbers), zone: found.zone };
      if (!parseParts(parts.slice(index + 1, close), cursor, found)) {
        cursor.position = before.position;
        found.numbers.clear();
        for (const [letter, value] of before.numbers) found.numbers.set(letter, value);
        found.zone = before.zone;
      }
      index = close;
    } else if (!parsePart(part, cursor, found, reservedWidth(parts, index + 1))) return false;
  }
  return true;
}

function closingBracket(parts: readonly PatternPart[], open: number): number {
  let depth = 0;
  for (let index = open; index < parts.length; index += 1) {
    const part = parts[index];
    if (part?.kind !== 'text') continue;
    if (part.text === '[') depth += 1;
    if (part.text === ']') depth -= 1;
    if (depth === 0) return index;
  }
  return parts.length;
}

function parsePart(part: PatternPart, cursor: Cursor, found: Found, reserved: number): boolean {
  if (part.kind === 'text') return takeText(cursor, part.text);
  const { letter, count } = part;
  if (zoneLetters.has(letter)) {
    const zone = parseZoneField(letter, count, cursor.text.slice(cursor.position));
    if (zone === undefined) return false;
    found.zone = zone.zone;
    cursor.position += zone.length;
    return true;
  }
  const value = readField(letter, count, cursor, reserved);
  if (value === undefined) return false;
  const key = letter === 'L' ? 'M' : letter === 'u' ? 'y' : letter;
  if (found.numbers.has(key) && found.numbers.get(key) !== value) return false;
  found.numbers.set(key, value);
  return true;
}

function readField(letter: string, count: number, cursor: Cursor, reserved: number): number | undefined {
  if (letter === 'a') return takeName(cursor, ['AM', 'PM'], 2);
  if (letter === 'G') return takeText(cursor, count === 4 ? 'Anno Domini' : 'AD') ? 1 : undefined;
  if (letter === 'S') {
    const digits = takeDigits(cursor, count, count);
    return digits === undefined ? undefined : Number(digits.padEnd(3, '0').slice(0, 3));
  }
  const list = Object.hasOwn(names, letter) ? names[letter] : undefined;
  if (list !== undefined && (count > 2 || letter === 'E')) {
    const position = takeName(cursor, list, count === 4 ? undefined : 3);
    return position === undefined ? undefined : position + 1;
  }
  const range = Object.hasOwn(numeric, letter) ? numeric[letter] : undefined;
  if (range === undefined) return undefined;
  const digits = takeDigits(cursor, ...widthOf(letter, count), reserved);
  if (digits === undefined) return undefined;
  const value = Number(digits) + ((letter === 'y' || letter === 'u') && count === 2 ? 2000 : 0);
  return value >= range[0] && value <= range[1] ? value : undefined;
}

/** One letter takes as many digits as there are, more letters just as many; a day of the year has up to three. */
function widthOf(letter: string, count: number): [least: number, most: number] {
  if (count === 1) return [1, 9];
  return letter === 'D' && count === 2 ? [2, 3] : [count, count];
}

/** Digits that following numbers without anything between need for themselves, as in `yMMdd`. */
function reservedWidth(parts: readonly PatternPart[], from: number): number {
  let width = 0;
  for (const part of parts.slice(from)) {
    if (part.kind === 'text' || part.count === 1) break;
    const isText = Object.hasOwn(names, part.letter) && (part.count > 2 || part.letter === 'E');
    if (isText || (part.letter !== 'S' && !Object.hasOwn(numeric, part.letter))) break;
    width += part.count;
  }
  return width;
}

function takeDigits(cursor: Cursor, least: number, most: number, reserved = 0): string | undefined {
  const [available = ''] = /^\d*/.exec(cursor.text.slice(cursor.position, cursor.position + most + reserved)) ?? [];
  const length = Math.max(least, Math.min(most, available.length - reserved));
  if (available.length < length) return undefined;
  cursor.position += length;
  return available.slice(0, length);
}

function takeText(cursor: Cursor, text: string): boolean {
  if (!cursor.text.startsWith(text, cursor.position)) return false;
  cursor.position += text.length;
  return true;
}

function takeName(cursor: Cursor, list: readonly string[], letters: number | undefined): number | undefined {
  const position = list.findIndex((name) => cursor.text.startsWith(name.slice(0, letters), cursor.position));
  const name = list[position];
  if (name === undefined) return undefined;
  cursor.position += name.slice(0, letters).length;
  return position;
}

/** As java.time resolves: a day beyond its month is the month's last, a weekday must be right. */
function resolve({ numbers, zone }: Found): number | undefined {
  const days = resolveDate(numbers);
  const hour = resolveHour(numbers);
  if (days === undefined || hour === undefined) return undefined;
  const weekday = numbers.get('E');
  if (weekday !== undefined && wallTimeAt(days).weekday !== weekday) return undefined;
  const [minute, second, millisecond] = [numbers.get('m') ?? 0, numbers.get('s') ?? 0, numbers.get('S') ?? 0];
  const localMs = days + hour * 3_600_000 + minute * 60_000 + second * 1000 + millisecond;
  return zone === undefined ? localMs : toEpoch(localMs, zone);
}

function resolveDate(numbers: ReadonlyMap<string, number>): number | undefined {
  const [year, month, day, dayOfYear] = ['y', 'M', 'd', 'D'].map((letter) => numbers.get(letter));
  if (year === undefined) return undefined;
  if (dayOfYear !== undefined) {
    const date = new Date(0).setUTCFullYear(year, 0, dayOfYear);
    return new Date(date).getUTCFullYear() === year ? date : undefined;
  }
  if (month === undefined || day === undefined) return undefined;
  const lastDay = new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate();
  return new Date(0).setUTCFullYear(year, month - 1, Math.min(day, lastDay));
}

function resolveHour(numbers: ReadonlyMap<string, number>): number | undefined {
  const [ofDay, toDay, half, toHalf, afternoon] = ['H', 'k', 'K', 'h', 'a'].map((letter) => numbers.get(letter));
  if (ofDay !== undefined) return ofDay;
  if (toDay !== undefined) return toDay % 24;
  const ofHalf = half ?? (toHalf === undefined ? undefined : toHalf % 12);
  if (ofHalf !== undefined) return afternoon === undefined ? undefined : ofHalf + 12 * afternoon;
  return 0;
}

/** Of the two moments of an hour that comes twice the first; an hour that is skipped is moved on by the gap. */
function toEpoch(localMs: number, zone: TimeZone): number {
  const before = zone.offsetMsAt(localMs - 86_400_000);
  if (zone.offsetMsAt(localMs - before) === before) return localMs - before;
  const after = zone.offsetMsAt(localMs + 86_400_000);
  return zone.offsetMsAt(localMs - after) === after ? localMs - after : localMs - before;
}
