import { divideEnergy, divideUnknown } from './divide-energy.js';
import { HOUR_MS, LONGEST_INTERVAL_MS, noParts, type EnergyState, type EnergyStep } from './energy.js';

/** Below the highest count by no more than this, a counter jitters: it did not begin anew. Units: 0.1 Wh. */
const MOST_JITTER = 10;
/** Of what a cord can carry, for clocks that are not exact. */
const TOLERANCE = 1.1;
/** Readings bear the time of their arrival: what was held up together arrives together, whatever lay between. */
const LEAST_JUDGED_MS = 60_000;

/** Units of `count`: 0.1 Wh. */
export function stepCounter(
  state: EnergyState | undefined,
  { atMs, count }: { atMs: number; count: number },
  maxWatts: number,
): EnergyStep | undefined {
  if (state?.count === undefined) return { state: { version: 1, atMs, count }, parts: noParts };
  const spanMs = atMs - state.atMs;
  if (spanMs <= 0) return undefined;
  const span = { fromMs: state.atMs, toMs: atMs };
  const drop = state.count - count;
  const isReset = drop > MOST_JITTER;
  const rise = isReset ? count : Math.max(0, -drop);
  const most = (maxWatts * TOLERANCE * Math.max(spanMs, LEAST_JUDGED_MS) * 10) / HOUR_MS;
  if (rise > most) return { state: { version: 1, atMs, count }, parts: divideUnknown(span), event: 'jump' };
  const next: EnergyState = { version: 1, atMs, count: isReset ? count : Math.max(state.count, count) };
  const parts = divideEnergy(rise, span);
  if (isReset) return { state: next, parts, event: 'reset' };
  return spanMs > LONGEST_INTERVAL_MS ? { state: next, parts, event: 'gap' } : { state: next, parts };
}
