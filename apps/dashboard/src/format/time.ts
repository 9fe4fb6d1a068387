const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });

/** `'02:31:04'` in the reader's time zone. */
export function formatClock(atMs: number): string {
  return clock.format(atMs);
}

/** The clock alone today, the date before it on any other day: `'14 Jan 02:31:04'`. */
export function formatMoment(atMs: number, nowMs: number): string {
  if (isSameDay(new Date(atMs), new Date(nowMs))) return formatClock(atMs);
  const date = new Date(atMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return `${date} ${formatClock(atMs)}`;
}

/** Of the reader's time zone. */
function isSameDay(one: Date, other: Date): boolean {
  return (
    one.getDate() === other.getDate() &&
    one.getMonth() === other.getMonth() &&
    one.getFullYear() === other.getFullYear()
  );
}

/** The two largest units: `'42 s'`, `'3 min 05 s'`, `'2 h 09 min'`, `'4 d 03 h'`. A time not yet come is no time. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return pair(ms, MINUTE_MS, 'min', SECOND_MS, 's');
  if (ms < DAY_MS) return pair(ms, HOUR_MS, 'h', MINUTE_MS, 'min');
  return pair(ms, DAY_MS, 'd', HOUR_MS, 'h');
}

function pair(ms: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const rest = Math.floor((ms % largeMs) / smallMs);
  return `${Math.floor(ms / largeMs)} ${large} ${String(rest).padStart(2, '0')} ${small}`;
}
