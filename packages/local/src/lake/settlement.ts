import type { Clock, Telemetry } from '@cord/fleet';
import type { Part } from '../parts.js';
import type { Heart, KeptBatch } from '../stores/heart/heart.js';
import type { Change } from '../stores/heart/change.js';
import type { Tables } from '../stores/tables.js';

/** What the heart needs of the lake. */
export interface LakeIntake {
  /** Messages as they were kept, in their order. */
  takeBatches(batches: readonly KeptBatch[]): Promise<void>;
  /** Writes everything before a row into files; settles once these would survive that the power goes. */
  settle(rows: number): Promise<void>;
}

export interface SettlementOptions {
  heart: Heart;
  tables: Pick<Tables, 'latest'>;
  lake: () => LakeIntake;
  clock: Clock;
  onFailure: (error: unknown) => void;
}

/** What the lake is handed at a time: often enough for a chart that is looked at. */
const HAND_OVER_EVERY_MS = 100;
const LOOK_EVERY_MS = 1000;
/** Messages that wait for the lake at most, and for how long; the cloud's delivery stream is no faster. */
const MOST_WAITING = 262_144;
const LONGEST_WAIT_MS = 900_000;
const HOUR_MS = 3_600_000;
/** Held for a lake that is slow, or begins anew. */
const MOST_HELD_BYTES = 16 * 1024 * 1024;

export interface Settlement extends Part {
  /** Everything that has been kept up to now goes to the lake. */
  handOver: () => Promise<void>;
  /** Runs `work` while nothing is settled. */
  hold: (work: () => Promise<void>) => Promise<void>;
}

/**
 * Hands what the heart has kept on to the lake, and lets it settle there: when much waits, when the oldest has waited for long, and
 * when an hour is over. What is safe in the lake goes from the heart.
 */
export function createSettlement(options: SettlementOptions): Settlement {
  const feed = new Feed(options);
  const look = new Lookout(options, feed);
  let timers: NodeJS.Timeout[] = [];
  return {
    start: () => {
      options.heart.onBatch((batch) => feed.push(batch));
      timers = [
        setInterval(() => feed.handOverWhenIdle(), HAND_OVER_EVERY_MS),
        setInterval(() => look.settleWhenDue(), LOOK_EVERY_MS),
      ];
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await look.underWay;
    },
    handOver: () => feed.handOver(),
    hold: (work) => look.hold(work),
  };
}

/** What has been kept and not been handed over. */
class Feed {
  readonly #options: SettlementOptions;
  #batches: KeptBatch[] = [];
  #bytes = 0;
  /** Where more waited than is held here: from this row on, the heart is read. */
  #readFrom: number | undefined;
  #underWay: Promise<void> = Promise.resolve();
  #isIdle = true;

  constructor(options: SettlementOptions) {
    this.#options = options;
  }

  push(batch: KeptBatch): void {
    if (this.#readFrom !== undefined) return;
    this.#batches.push(batch);
    this.#bytes += batch.record.length;
    if (this.#bytes <= MOST_HELD_BYTES) return;
    this.#readFrom = this.#batches[0]?.firstRow;
    this.#take();
  }

  /** Settles once everything that has been kept up to now is there, or the lake is not: it then gets everything when it is again. */
  handOver(): Promise<void> {
    this.#isIdle = false;
    const own = this.#underWay
      .then(() => this.#handOver())
      .catch(() => {})
      .finally(() => (this.#isIdle = this.#underWay === own));
    this.#underWay = own;
    return own;
  }

  handOverWhenIdle(): void {
    if (this.#isIdle) void this.handOver();
  }

  async #handOver(): Promise<void> {
    const { lake, heart } = this.#options;
    const readFrom = this.#readFrom;
    this.#readFrom = undefined;
    const batches = this.#take();
    if (readFrom !== undefined) {
      for await (const batch of heart.readBatches(readFrom)) await lake().takeBatches([batch]);
    } else if (batches.length > 0) {
      await lake().takeBatches(batches);
    }
  }

  #take(): readonly KeptBatch[] {
    const batches = this.#batches;
    this.#batches = [];
    this.#bytes = 0;
    return batches;
  }
}

class Lookout {
  underWay: Promise<void> = Promise.resolve();
  readonly #options: SettlementOptions;
  readonly #feed: Feed;
  readonly #lastPut = new Map<string, Telemetry>();
  #isSettling = false;
  #holds = 0;
  /** When the oldest of what waits was first seen to. */
  #waitingSinceMs: number | undefined;

  constructor(options: SettlementOptions, feed: Feed) {
    this.#options = options;
    this.#feed = feed;
  }

  async hold(work: () => Promise<void>): Promise<void> {
    await this.underWay;
    this.#holds += 1;
    try {
      await work();
    } finally {
      this.#holds -= 1;
    }
  }

  settleWhenDue(): void {
    const { heart, clock, onFailure } = this.#options;
    const nowMs = clock.nowMs();
    const waiting = heart.rows - heart.settledRows;
    if (waiting === 0) this.#waitingSinceMs = undefined;
    else this.#waitingSinceMs ??= nowMs;
    if (this.#isSettling || this.#holds > 0 || !this.#isDue(waiting, nowMs)) return;
    this.#isSettling = true;
    this.underWay = this.#settle()
      .catch(onFailure)
      .finally(() => {
        this.#isSettling = false;
        this.#waitingSinceMs = undefined;
      });
  }

  #isDue(waiting: number, nowMs: number): boolean {
    const sinceMs = this.#waitingSinceMs;
    if (sinceMs === undefined) return false;
    const isHourOver = Math.floor(nowMs / HOUR_MS) !== Math.floor(sinceMs / HOUR_MS);
    return waiting >= MOST_WAITING || nowMs - sinceMs >= LONGEST_WAIT_MS || isHourOver;
  }

  async #settle(): Promise<void> {
    const { heart, lake } = this.#options;
    const { rows } = heart;
    await this.#feed.handOver();
    await lake().settle(rows);
    await heart.settleRows(rows, (change) => this.#putLatest(change));
  }

  /** With the messages goes where they were known from. */
  #putLatest(change: Change): void {
    const { latest } = this.#options.tables;
    for (const [thingName, telemetry] of latest.entries()) {
      if (this.#lastPut.get(thingName) === telemetry) continue;
      change.put(latest, thingName, telemetry);
      this.#lastPut.set(thingName, telemetry);
    }
  }
}
