import type { Clock, Ids } from '@cord/fleet';

/** A clock that stands until the test moves it. */
export class ManualClock implements Clock {
  #nowMs: number;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Units: milliseconds; may be negative, as clocks get set. */
  advance(byMs: number): void {
    this.#nowMs += byMs;
  }
}

/** `id-1`, `id-2` … */
export class CountingIds implements Ids {
  #count = 0;

  nextId(): string {
    this.#count += 1;
    return `id-${this.#count}`;
  }
}
