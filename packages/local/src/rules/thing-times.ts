import type { Clock } from '@cord/fleet';

/**
 * A clock that is further behind than this was set back: it is followed then. A thing that sends more than a message a millisecond is
 * ahead of the clock by as many as it sent too fast.
 */
const MOST_AHEAD_MS = 60_000;

/** The clock as each thing's messages see it: later with each, over restarts too, so that no two of a thing share a millisecond. */
export class ThingTimes {
  readonly #clock: Clock;
  readonly #lastMs = new Map<string, number>();
  readonly #readLastMs: (thingName: string) => number | undefined;

  /** `readLastMs` gives the time of a thing's last message from before. */
  constructor(clock: Clock, readLastMs: (thingName: string) => number | undefined) {
    this.#clock = clock;
    this.#readLastMs = readLastMs;
  }

  /** Epoch milliseconds. */
  next(thingName: string): number {
    const nowMs = this.#clock.nowMs();
    const lastMs = this.#lastMs.get(thingName) ?? this.#readLastMs(thingName) ?? -Infinity;
    const isBehind = nowMs <= lastMs && lastMs - nowMs < MOST_AHEAD_MS;
    const atMs = isBehind ? lastMs + 1 : nowMs;
    this.#lastMs.set(thingName, atMs);
    return atMs;
  }
}
