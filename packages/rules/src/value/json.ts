import type { Dialect } from './dialect.js';
import { ExactNumber } from './exact-number.js';
import { cutIdle, scanJson, type JsonScan } from './json-scan.js';
import { MAX_DEPTH, MAX_VALUES } from './limits.js';
import { formatNumber, parseNumber } from './number.js';
import { cloneMembers, isObject } from './object.js';
import type { ObjectValue, Value } from './value.js';

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

export interface ReadJson {
  readonly value: Value;
  /** Whether JSON.stringify would write it right. */
  readonly isPlain: boolean;
  readonly scan: JsonScan;
}

/** Reads JSON text with its numbers kept exact; the result is absent where it is no JSON. */
export function readJson(text: string, dialect: Dialect): ReadJson | undefined {
  const scan = scanJson(text, dialect);
  if (scan.depth > MAX_DEPTH) return undefined;
  const value = parseOrNothing(text);
  if (value === undefined) return undefined;
  return scan.mayHoldExact ? { value: readExact(text, dialect), isPlain: false, scan } : { value, isPlain: true, scan };
}

/** Half a letter, which JSON.stringify escapes, or a whole one beyond the first 65,536, which it leaves alone: both are rare. */
const HALF_LETTER = /[\ud800-\udfff]/;

/** What JSON.stringify would write of a plain value, where the text that it was read from says so without its doing. */
export function findWritten(text: string, { value, scan }: ReadJson): string | undefined {
  if (!scan.isAsWritten || HALF_LETTER.test(text)) return undefined;
  // JSON.parse keeps the last of two equal names, so that fewer members are there than were written.
  return countMembers(value) === scan.members ? cutIdle(text, scan.idle) : undefined;
}

function countMembers(value: Value): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly Value[]) count += countMembers(item);
    return count;
  }
  const members = value as Readonly<Record<string, Value>>;
  for (const key in members) {
    const member = members[key];
    count += typeof member === 'object' ? 1 + countMembers(member) : 1;
  }
  return count;
}

/** Every number that needs it is carried through JSON.parse as an object under a key the text does not hold. */
function readExact(text: string, dialect: Dialect): Value {
  let mark = 'number';
  while (text.includes(mark)) mark += '_';
  const marked = text.replaceAll(STRING_OR_NUMBER, (token) => {
    if (token.startsWith('"')) return token;
    const number = parseNumber(token, dialect);
    return typeof number === 'number' ? formatNumber(number) : `{"${mark}":"${token}"}`;
  });
  return JSON.parse(marked, (_key, value: Value): Value => {
    const token = isObject(value) ? value[mark] : undefined;
    return typeof token === 'string' ? parseNumber(token, dialect) : value;
  }) as Value;
}

function parseOrNothing(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Writes a value as JSON, numbers in full. Undefined members are left out; Undefined alone is the empty string. */
export function formatJson(value: Value): string {
  if (value === undefined || value instanceof Uint8Array) return '';
  return isPlain(value) ? JSON.stringify(value) : writeJson(value);
}

/** Counts what is written. */
class ValueCount {
  private left = MAX_VALUES;

  /** Throws: RangeError for what would be written without end. */
  add(values: number): void {
    this.left -= values;
    if (this.left < 0) throw new RangeError(`expected at most ${MAX_VALUES} values in one another, found more`);
  }
}

/** Whether JSON.stringify says it right. Throws: RangeError for more than {@link MAX_VALUES}. */
export function isPlain(value: Value): boolean {
  return !isTree(value) || isPlainTree(value, new ValueCount());
}

function isPlainTree(value: Value & object, count: ValueCount): boolean {
  if (value instanceof ExactNumber || value instanceof Uint8Array) return false;
  if (Array.isArray(value)) {
    count.add(value.length);
    return value.every((item: Value) => item !== undefined && (!isTree(item) || isPlainTree(item, count)));
  }
  const members = value as Readonly<Record<string, Value>>;
  let written = 0;
  // Eight times as fast as over Object.values: every message comes through here.
  for (const key in members) {
    const member = members[key];
    written += 1;
    if (isTree(member) && !isPlainTree(member, count)) return false;
  }
  count.add(written);
  return true;
}

function isTree(value: Value): value is Value & object {
  return typeof value === 'object' && value !== null;
}

function writeJson(value: Value, count = new ValueCount()): string {
  if (value instanceof ExactNumber) return formatNumber(value);
  if (Array.isArray(value)) {
    const items = value.filter((item: Value) => item !== undefined && !(item instanceof Uint8Array));
    count.add(items.length);
    return `[${items.map((item: Value) => writeJson(item, count)).join(',')}]`;
  }
  if (isObject(value)) {
    const members = Object.keys(value).filter((key) => value[key] !== undefined && !(value[key] instanceof Uint8Array));
    count.add(members.length);
    return `{${members.map((key) => `${JSON.stringify(key)}:${writeJson(value[key], count)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** The value as plain JavaScript of the caller's own; numbers beyond a double are rounded to one. */
export function toPlain(value: Value): unknown {
  if (value === undefined || value instanceof Uint8Array) return value;
  if (isPlain(value)) return copyPlain(value);
  const text = writeJson(value);
  return text === '' ? undefined : JSON.parse(text);
}

/** A copy that shares nothing with its original, nor within itself. The value must be plain. */
export function copyPlain(value: Value): Value {
  if (!isTree(value)) return value;
  if (Array.isArray(value)) return value.map(copyPlain);
  const copy = cloneMembers(value as ObjectValue);
  for (const key in copy) {
    const member = copy[key];
    if (isTree(member)) copy[key] = copyPlain(member);
  }
  return copy;
}

/** Takes in what a port gave: anything JSON has, and nothing else. */
export function fromPlain(value: unknown, dialect: Dialect): Value {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? undefined : readJson(text, dialect)?.value;
}

/** A text as JSON. Most are plain letters and digits, which takes less time to see than JSON.stringify takes. */
export function formatText(text: string): string {
  return /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}
