import { months, readPattern, wallTimeAt, weekdays, type WallTime } from './calendar.js';
import { findTimeZone, formatOffset, type TimeZone } from './time-zone.js';

interface Moment {
  readonly epochMs: number;
  readonly zone: TimeZone;
  readonly wall: WallTime;
}

type FormatField = (moment: Moment, count: number) => string;

const digits = (value: number, count: number): string =>
  `${value < 0 ? '-' : ''}${String(Math.abs(value)).padStart(count, '0')}`;

const number =
  (read: (wall: WallTime) => number): FormatField =>
  ({ wall }, count) =>
    digits(read(wall), count);

/** Two letters are the last two digits. */
const year =
  (read: (wall: WallTime) => number): FormatField =>
  ({ wall }, count) =>
    count === 2 ? digits(Math.abs(read(wall)) % 100, 2) : digits(read(wall), count);

/** Source: Joda-Time, DateTimeFormat. */
const fields: Readonly<Record<string, FormatField>> = {
  G: ({ wall }) => (wall.year > 0 ? 'AD' : 'BC'),
  C: number((wall) => Math.floor(yearOfEra(wall) / 100)),
  Y: year(yearOfEra),
  x: year((wall) => wall.weekYear),
  w: number((wall) => wall.week),
  e: number((wall) => wall.weekday),
  E: ({ wall }, count) => name(weekdays, wall.weekday, count),
  y: year((wall) => wall.year),
  D: number((wall) => wall.dayOfYear),
  M: ({ wall }, count) => (count > 2 ? name(months, wall.month, count) : digits(wall.month, count)),
  d: number((wall) => wall.day),
  a: ({ wall }) => (wall.hour < 12 ? 'AM' : 'PM'),
  K: number((wall) => wall.hour % 12),
  h: number((wall) => wall.hour % 12 || 12),
  H: number((wall) => wall.hour),
  k: number((wall) => wall.hour || 24),
  m: number((wall) => wall.minute),
  s: number((wall) => wall.second),
  S: ({ wall }, count) => digits(wall.millisecond, 3).padEnd(count, '0').slice(0, count),
  z: ({ epochMs, zone }, count) => zone.nameAt(epochMs, count > 3 ? 'long' : 'short'),
  Z: ({ epochMs, zone }, count) => {
    return count > 2 ? zone.id : formatOffset(zone.offsetMsAt(epochMs), count === 1 ? '' : ':');
  },
};

/**
 * Writes a time by a Joda-Time pattern, in English. Absent for a pattern, time or zone that does not exist.
 *
 * Units: milliseconds since 1970, in UTC.
 */
export function formatTime(pattern: string, epochMs: number, zoneId: string): string | undefined {
  const zone = findTimeZone(zoneId);
  const parts = readPattern(pattern);
  if (zone === undefined || parts === undefined || Number.isNaN(new Date(epochMs).getTime())) return undefined;
  const moment = { epochMs, zone, wall: wallTimeAt(epochMs + zone.offsetMsAt(epochMs)) };
  let text = '';
  for (const part of parts) {
    if (part.kind === 'text') text += part.text;
    else {
      const format = Object.hasOwn(fields, part.letter) ? fields[part.letter] : undefined;
      if (format === undefined) return undefined;
      text += format(moment, part.count);
    }
  }
  return text;
}

function yearOfEra({ year: proleptic }: WallTime): number {
  return proleptic > 0 ? proleptic : 1 - proleptic;
}

/** Four letters or more are the name in full. */
function name(names: readonly string[], position: number, count: number): string {
  const full = names[position - 1] ?? '';
  return count > 3 ? full : full.slice(0, 3);
}
