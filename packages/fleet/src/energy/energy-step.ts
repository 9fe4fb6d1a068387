import type { EnergyOptions, EnergyReading, EnergyState, EnergyStep } from './energy.js';
import { stepCounter } from './step-counter.js';
import { stepWatts } from './step-watts.js';

const DEFAULT_MAX_WATTS = 5000;

/**
 * One step of a thing's energy: the counter's rise since the reading before, laid linearly over the time between and divided at every
 * UTC hour. The sum of all parts is the rise from first to last. Without a counter, watts are integrated as far as they are known.
 * Pure; a reading that is not newer than the state leads to nothing: what it counted comes with the next.
 */
export function stepEnergy(
  state: EnergyState | undefined,
  reading: EnergyReading,
  { maxWatts = DEFAULT_MAX_WATTS }: EnergyOptions = {},
): EnergyStep | undefined {
  const { atMs, wattHours, watts } = reading;
  if (wattHours !== undefined) return stepCounter(state, { atMs, count: Math.round(wattHours * 10) }, maxWatts);
  // A meter that has a counter leaves it out now and then: its energy comes with the next count.
  if (watts === undefined || state?.count !== undefined) return undefined;
  return stepWatts(state, { atMs, watts });
}
