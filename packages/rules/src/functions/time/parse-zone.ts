import { findTimeZone, type TimeZone } from './time-zone.js';

/** Names that java.time reads for `z` and that no zone is called. */
const abbreviations: Readonly<Record<string, string>> = {
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  BST: 'Europe/London',
  WET: 'Europe/Lisbon',
  WEST: 'Europe/Lisbon',
  CET: 'Europe/Paris',
  CEST: 'Europe/Paris',
  EET: 'Europe/Athens',
  EEST: 'Europe/Athens',
  MSK: 'Europe/Moscow',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  KST: 'Asia/Seoul',
  AEST: 'Australia/Sydney',
  AEDT: 'Australia/Sydney',
};

/** Offsets by the number of letters. Source: java.time, DateTimeFormatterBuilder.appendPattern. */
const offsets: readonly RegExp[] = [
  /^[+-]\d{2}(?:\d{2})?/,
  /^[+-]\d{4}/,
  /^[+-]\d{2}:\d{2}/,
  /^[+-]\d{4}(?:\d{2})?/,
  /^[+-]\d{2}:\d{2}(?::\d{2})?/,
];

/** Reads what a zone's letters stand for, from the start of the text; Units of `length`: UTF-16 code units. */
export function parseZoneField(
  letter: string,
  count: number,
  text: string,
): { zone: TimeZone; length: number } | undefined {
  const written = matchZone(letter, count, text);
  if (written === undefined) return undefined;
  const isName = letter === 'z' && Object.hasOwn(abbreviations, written);
  const zone = findTimeZone((isName ? abbreviations[written] : undefined) ?? written);
  return zone && { zone, length: written.length };
}

function matchZone(letter: string, count: number, text: string): string | undefined {
  switch (letter) {
    case 'V':
      return count === 2 ? matchId(text) : undefined;
    case 'z':
      return matchId(text);
    case 'O':
      return /^GMT(?:[+-]\d{1,2}(?::\d{2})?)?/.exec(text)?.[0];
    case 'X':
      return text.startsWith('Z') ? 'Z' : offsets[count - 1]?.exec(text)?.[0];
    case 'x':
      return offsets[count - 1]?.exec(text)?.[0];
    case 'Z':
      if (count === 5 && text.startsWith('Z')) return 'Z';
      return (count < 4 ? offsets[1] : count === 4 ? /^GMT(?:[+-]\d{2}:\d{2})?/ : offsets[4])?.exec(text)?.[0];
    default:
      return undefined;
  }
}

/** `America/Los_Angeles`, `UTC+01:00`, `+01:00`, `Z`. */
function matchId(text: string): string | undefined {
  return /^(?:(?:UTC|GMT|UT)?[+-]\d{1,2}(?::\d{2}){0,2}|[A-Za-z][A-Za-z0-9_+/-]*)/.exec(text)?.[0];
}
