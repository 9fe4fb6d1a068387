import { divideEnergy, divideUnknown } from './divide-energy.js';
import { HOUR_MS, LONGEST_INTERVAL_MS, noParts, type EnergyState, type EnergyStep } from './energy.js';

/** For so many of its usual intervals a power that was told counts. */
const HELD_INTERVALS = 2;
/** A cord tells at once that its relay was switched: a short interval is no new habit, several are. */
const INTERVAL_FALL = 0.8;

/** Power times time, for as long as the power is known; the rest is unknown, not nothing. */
export function stepWatts(
  state: EnergyState | undefined,
  { atMs, watts }: { atMs: number; watts: number },
): EnergyStep | undefined {
  if (state?.watts === undefined) return { state: { version: 1, atMs, watts }, parts: noParts };
  const spanMs = atMs - state.atMs;
  if (spanMs <= 0) return undefined;
  const usualMs = state.intervalMs ?? Math.min(spanMs, LONGEST_INTERVAL_MS);
  const heldToMs = state.atMs + Math.min(spanMs, HELD_INTERVALS * usualMs);
  const next: EnergyState = { version: 1, atMs, watts, intervalMs: nextInterval(usualMs, spanMs) };
  const known = divideEnergy((state.watts * (heldToMs - state.atMs) * 10) / HOUR_MS, {
    fromMs: state.atMs,
    toMs: heldToMs,
  });
  if (heldToMs === atMs) return { state: next, parts: known };
  return { state: next, parts: [...known, ...divideUnknown({ fromMs: heldToMs, toMs: atMs })], event: 'gap' };
}

/** Rises to twice at most, so that one gap is no new habit either. */
function nextInterval(usualMs: number, spanMs: number): number {
  const least = usualMs * INTERVAL_FALL;
  return Math.min(Math.max(spanMs, least), usualMs * HELD_INTERVALS, LONGEST_INTERVAL_MS);
}
