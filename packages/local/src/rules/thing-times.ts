import type { Clock } from '@cord/fleet';

/** A clock that is further behind than this was set back: it is followed then. */
const MOST_AHEAD_MS = 1000;

/** The clock as each thing's messages see it: later with each, so that no two of a thing share a millisecond. */
export class ThingTimes {
  readonly #clock: Clock;
  readonly #lastMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Epoch milliseconds. */
  next(thingName: string): number {
    const nowMs = this.#clock.nowMs();
    const lastMs = this.#lastMs.get(thingName) ?? -Infinity;
    const isBehind = nowMs <= lastMs && lastMs - nowMs < MOST_AHEAD_MS;
    const atMs = isBehind ? lastMs + 1 : nowMs;
    this.#lastMs.set(thingName, atMs);
    return atMs;
  }
}
