import type { Telemetry } from '@cord/fleet/view';

/** What one message said of power, in watts; `undefined` where it bore none. */
export interface WattSample {
  atMs: number;
  watts: number | undefined;
}

/** Samples of one thing, oldest first, no two at the same millisecond. */
export type WattHistory = readonly WattSample[];

/** Two missed messages are jitter, more are a gap. */
const MISSED_INTERVALS = 3;
const SHORTEST_GAP_MS = 5000;
/** The usual interval is the median of these, the newest. */
const JUDGED_SAMPLES = 60;

export function toSample({ receivedAtMs, watts }: Telemetry): WattSample {
  return { atMs: receivedAtMs, watts };
}

/** Both histories as one, without what is older than `sinceMs`; at the same millisecond the later given sample stands. */
export function mergeHistories(known: WattHistory, added: WattHistory, sinceMs: number): WattHistory {
  const byTime = new Map([...known, ...added].map((sample) => [sample.atMs, sample]));
  return [...byTime.values()].filter(({ atMs }) => atMs >= sinceMs).toSorted((a, b) => a.atMs - b.atMs);
}

/** More samples, mostly newer ones: no sorting for the live stream. Nothing is kept that is older than the newest by `lengthMs`. */
export function appendSamples(known: WattHistory, added: readonly WattSample[], lengthMs: number): WattHistory {
  const all = [...known, ...added];
  const newestMs = all.reduce((newest, { atMs }) => Math.max(newest, atMs), Number.NEGATIVE_INFINITY);
  const sinceMs = newestMs - lengthMs;
  const isRising = added.every(({ atMs }, index) => atMs > ((added[index - 1] ?? known.at(-1))?.atMs ?? -Infinity));
  return isRising ? all.filter(({ atMs }) => atMs >= sinceMs) : mergeHistories(known, added, sinceMs);
}

/** How long a thing may be quiet before a line would be a guess: thrice its usual interval, at least 5 s. */
export function longestQuietMs(history: WattHistory): number {
  const newest = history.slice(-JUDGED_SAMPLES);
  const intervals = newest.slice(1).map(({ atMs }, index) => atMs - (newest[index]?.atMs ?? atMs));
  const usualMs = intervals.toSorted((a, b) => a - b)[Math.floor(intervals.length / 2)] ?? 0;
  return Math.max(MISSED_INTERVALS * usualMs, SHORTEST_GAP_MS);
}

/** The history with a sample of no value inside each gap, so that a chart draws no line across it. */
export function breakAtGaps(history: WattHistory): WattHistory {
  const quietMs = longestQuietMs(history);
  return history.flatMap((sample, index) => {
    const before = history[index - 1];
    const isAfterGap = before !== undefined && sample.atMs - before.atMs > quietMs;
    return isAfterGap ? [{ atMs: before.atMs + 1, watts: undefined }, sample] : [sample];
  });
}

/** Least, greatest and mean of the samples that bear a value; `undefined` when none does. */
export function summarizeWatts(history: WattHistory): { least: number; greatest: number; mean: number } | undefined {
  const values = history.flatMap(({ watts }) => (watts === undefined ? [] : [watts]));
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, watts) => total + watts, 0);
  return {
    least: values.reduce((a, b) => Math.min(a, b)),
    greatest: values.reduce((a, b) => Math.max(a, b)),
    mean: sum / values.length,
  };
}
