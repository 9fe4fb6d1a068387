/** What is remembered of one thing's meter between two readings; small plain JSON. Energy: tenths of a watt-hour, as it counts. */
export interface EnergyState {
  readonly version: 1;
  /** Epoch milliseconds of the newest reading. */
  readonly atMs: number;
  /** The highest count since the meter began anew; absent for a meter that has no counter. */
  readonly count?: number;
  /** Of a meter without a counter: what it drew, and how far apart its readings were. */
  readonly watts?: number;
  readonly intervalMs?: number;
}

/** What a meter says at one time. */
export interface EnergyReading {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** The counter. Units: Wh. */
  readonly wattHours?: number | undefined;
  readonly watts?: number | undefined;
}

/** Energy of one UTC hour that one pair of readings accounts for; the energy of an hour is the sum of its parts. */
export interface EnergyPart {
  readonly hourStartMs: number;
  /** Units: 0.1 Wh; whole where it comes from a counter. */
  readonly tenthsWattHour: number;
  /** Laid over more than an hour by proportion: nothing was heard at the hour's ends. */
  readonly isEstimated: boolean;
}

export interface EnergyStep {
  readonly state: EnergyState;
  readonly parts: readonly EnergyPart[];
  /**
   * `reset`: the counter began anew. `jump`: it rose by more than the cord can carry, which is not counted. `gap`: nothing was heard
   * for longer than any cord is silent.
   */
  readonly event?: 'reset' | 'jump' | 'gap';
}

export interface EnergyOptions {
  /** What the cord can carry; a counter that rises faster is not believed. @default any rise is believed */
  readonly maxWatts?: number | undefined;
}

const HOUR_MS = 3_600_000;
/** A cord's longest interval. */
const LONGEST_INTERVAL_MS = 900_000;
/** Below the highest count by no more than this, a counter jitters: it did not begin anew. Units: 0.1 Wh. */
const MOST_JITTER = 10;
/** Of what a cord can carry, for clocks that are not exact. */
const TOLERANCE = 1.1;
/** A power that is known counts for so many intervals. */
const HELD_INTERVALS = 2;

const nothing: readonly EnergyPart[] = [];

/**
 * One step of a thing's energy: the counter's rise since the reading before, laid linearly over the time between and divided at every
 * UTC hour. The sum of all parts is the rise from first to last. Without a counter, watts are integrated as far as they are known.
 * Pure; readings that are not newer than the state lead to nothing.
 */
export function stepEnergy(
  state: EnergyState | undefined,
  reading: EnergyReading,
  options: EnergyOptions = {},
): EnergyStep | undefined {
  if (reading.wattHours !== undefined)
    return stepCounter(state, reading.atMs, Math.round(reading.wattHours * 10), options);
  // A meter that has a counter leaves it out now and then: its energy comes with the next count.
  if (reading.watts === undefined || state?.count !== undefined) return undefined;
  return stepWatts(state, reading.atMs, reading.watts);
}

function stepCounter(
  state: EnergyState | undefined,
  atMs: number,
  count: number,
  { maxWatts }: EnergyOptions,
): EnergyStep | undefined {
  if (state?.count === undefined) return { state: { version: 1, atMs, count }, parts: nothing };
  const spanMs = atMs - state.atMs;
  if (spanMs <= 0) return undefined;
  const moved = (next: number): EnergyState => ({ version: 1, atMs, count: next });
  const drop = state.count - count;
  const isReset = drop > MOST_JITTER;
  const rise = isReset ? count : Math.max(0, -drop);
  if (maxWatts !== undefined && rise > (maxWatts * TOLERANCE * spanMs * 10) / HOUR_MS) {
    return { state: moved(count), parts: nothing, event: 'jump' };
  }
  const event = isReset ? 'reset' : spanMs > LONGEST_INTERVAL_MS ? 'gap' : undefined;
  const parts = divide({ fromMs: state.atMs, toMs: atMs, tenths: rise });
  return { state: moved(isReset ? count : Math.max(state.count, count)), parts, ...(event && { event }) };
}

function stepWatts(state: EnergyState | undefined, atMs: number, watts: number): EnergyStep | undefined {
  if (state?.watts === undefined) return { state: { version: 1, atMs, watts }, parts: nothing };
  const spanMs = atMs - state.atMs;
  if (spanMs <= 0) return undefined;
  const isGap = spanMs > LONGEST_INTERVAL_MS;
  const intervalMs = isGap ? state.intervalMs : spanMs;
  const next: EnergyState = { version: 1, atMs, watts, ...(intervalMs !== undefined && { intervalMs }) };
  const heldMs = Math.min(spanMs, HELD_INTERVALS * (state.intervalMs ?? spanMs), LONGEST_INTERVAL_MS * HELD_INTERVALS);
  const tenths = (state.watts * heldMs * 10) / HOUR_MS;
  const parts = divide({ fromMs: state.atMs, toMs: state.atMs + heldMs, tenths, isWhole: false });
  return { state: next, parts, ...(heldMs < spanMs && { event: 'gap' as const }) };
}

/** By proportion of time; of whole tenths each part is whole, and they add up. */
function divide(energy: { fromMs: number; toMs: number; tenths: number; isWhole?: boolean }): readonly EnergyPart[] {
  const { fromMs, toMs, tenths, isWhole = true } = energy;
  if (tenths === 0) return nothing;
  const spanMs = toMs - fromMs;
  const isEstimated = spanMs > HOUR_MS;
  const upTo = (atMs: number): number => {
    const share = (tenths * (Math.min(atMs, toMs) - fromMs)) / spanMs;
    return isWhole ? Math.round(share) : share;
  };
  const parts: EnergyPart[] = [];
  let before = 0;
  for (let hour = Math.floor(fromMs / HOUR_MS) * HOUR_MS; hour < toMs; hour += HOUR_MS) {
    const after = upTo(hour + HOUR_MS);
    if (after > before) parts.push({ hourStartMs: hour, tenthsWattHour: after - before, isEstimated });
    before = after;
  }
  return parts;
}
