/** What is remembered of one thing's meter between two readings; small plain JSON. Energy: tenths of a watt-hour, as it counts. */
export interface EnergyState {
  readonly version: 1;
  /** Epoch milliseconds of the newest reading. */
  readonly atMs: number;
  /** The highest count since the meter began anew; absent for a meter that has no counter. */
  readonly count?: number;
  /** Of a meter without a counter: what it drew, and how far apart its readings usually are. */
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

/** What one pair of readings says of one UTC hour; the energy of an hour is the sum of its parts. */
export interface EnergyPart {
  readonly hourStartMs: number;
  /** Units: 0.1 Wh; whole where it comes from a counter. */
  readonly tenthsWattHour: number;
  /** Divided over hours by time, though nothing was heard for longer than any cord is silent. */
  readonly isEstimated: boolean;
  /** Time of this hour in which nobody knows what was drawn: not nothing, and not in `tenthsWattHour`. */
  readonly unknownMs: number;
}

export interface EnergyStep {
  readonly state: EnergyState;
  /** None where nothing was drawn. */
  readonly parts: readonly EnergyPart[];
  /**
   * `reset`: the counter began anew. `jump`: it rose by more than the cord can carry, which is not counted. `gap`: nothing was heard
   * for longer than any cord is silent, or than its watts are held.
   */
  readonly event?: 'reset' | 'jump' | 'gap';
}

export interface EnergyOptions {
  /** What the cord can carry; a counter that rises faster is not believed. @default 5000 W, 20 A at 250 V: no cord with a plug carries more */
  readonly maxWatts?: number | undefined;
}

export const HOUR_MS = 3_600_000;
/** A cord's longest interval between two messages. */
export const LONGEST_INTERVAL_MS = 900_000;

export const noParts: readonly EnergyPart[] = [];
