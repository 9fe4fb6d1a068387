import type { Clock } from '@cord/fleet';

/** Of one thing: what its connection may have in flight, and as much again from the one before. */
export const MOST_WAITING = 200;
/** A clock that is further behind than this was set back: it is followed then. */
const MOST_AHEAD_MS = 1000;

interface Thing {
  last: Promise<unknown>;
  waiting: number;
  atMs: number;
}

/** Why work got no turn: too much of its thing waits already, or the backend stops. */
export class TurnRefused extends Error {}

/** Whatever is done for one thing is done one after the other, in the order it was asked for; things go side by side. */
export class Turns {
  readonly #clock: Clock;
  readonly #things = new Map<string, Thing>();
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * `work` is told its time: the clock's, and later than that of the turn before, so that no two messages of a thing share a
   * millisecond. Throws: `TurnRefused`; what `work` throws, which holds up no other.
   */
  take<Result>(thingName: string, work: (atMs: number) => Promise<Result>): Promise<Result> {
    const thing = this.#things.get(thingName) ?? { last: Promise.resolve(), waiting: 0, atMs: -Infinity };
    if (this.#isClosed || thing.waiting >= MOST_WAITING) {
      return Promise.reject(new TurnRefused(`no turn for ${thingName}, of which ${thing.waiting} wait`));
    }
    this.#things.set(thingName, thing);
    thing.waiting += 1;
    const result = thing.last.then(() => this.#begin(thingName, thing, work)).finally(() => (thing.waiting -= 1));
    thing.last = result.catch(() => {});
    return result;
  }

  /** Refuses what waits, and settles once nothing is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#things.values()].map(({ last }) => last));
  }

  async #begin<Result>(thingName: string, thing: Thing, work: (atMs: number) => Promise<Result>): Promise<Result> {
    if (this.#isClosed) throw new TurnRefused(`no turn for ${thingName} any more`);
    const nowMs = this.#clock.nowMs();
    const isBehind = nowMs <= thing.atMs && thing.atMs - nowMs < MOST_AHEAD_MS;
    thing.atMs = isBehind ? thing.atMs + 1 : nowMs;
    return work(thing.atMs);
  }
}
