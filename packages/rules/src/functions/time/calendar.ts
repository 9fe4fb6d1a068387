const DAY_MS = 86_400_000;

/** A moment as a calendar on the wall shows it. Units: `month` and `day` from 1, `weekday` from 1 for Monday. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly weekday: number;
  readonly dayOfYear: number;
  /** Of ISO 8601. */
  readonly week: number;
  readonly weekYear: number;
}

/** Units: milliseconds since 1970 as if the wall stood in UTC. */
export function wallTimeAt(localMs: number): WallTime {
  const date = new Date(localMs);
  const year = date.getUTCFullYear();
  const weekday = date.getUTCDay() || 7;
  const dayOfYear = Math.floor((localMs - startOfYear(year)) / DAY_MS) + 1;
  // ISO 8601: a week belongs to the year that its Thursday is in.
  const thursdayMs = localMs + (4 - weekday) * DAY_MS;
  const weekYear = new Date(thursdayMs).getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
    weekday,
    dayOfYear,
    week: Math.floor((thursdayMs - startOfYear(weekYear)) / (7 * DAY_MS)) + 1,
    weekYear,
  };
}

/** Years below 100 mean themselves, unlike in `Date.UTC`. */
function startOfYear(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1);
}

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** One run of a pattern: the same letter several times, or text that stands for itself. */
export type PatternPart =
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'text'; readonly text: string };

/** Cuts a pattern as Java's formatters do: runs of letters, text in single quotes, and two quotes for one. */
export function readPattern(pattern: string): readonly PatternPart[] | undefined {
  const parts: PatternPart[] = [];
  const token = /([A-Za-z])\1*|''|'((?:[^']|'')*)'|[^A-Za-z']/gy;
  let end = 0;
  for (const [found, letter, quoted] of pattern.matchAll(token)) {
    end += found.length;
    if (letter !== undefined) parts.push({ kind: 'field', letter, count: found.length });
    else if (found === "''") parts.push({ kind: 'text', text: "'" });
    else parts.push({ kind: 'text', text: quoted === undefined ? found : quoted.replaceAll("''", "'") });
  }
  return end === pattern.length ? parts : undefined;
}
