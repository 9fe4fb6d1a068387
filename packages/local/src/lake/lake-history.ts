import type { Telemetry, TelemetryBucket, TelemetryHistory, TelemetryRange } from '@cord/fleet';
import type { Lake } from './lake.js';
import type { SqlAnswer } from './protocol/lake-calls.js';

/** Units: ms. A page that waits longer asks anew. */
const TIME_LIMIT_MS = 15_000;

/** The telemetry that the lake holds, and what the heart has kept and not handed over yet. */
export class LakeHistory implements TelemetryHistory {
  readonly #lake: () => Pick<Lake, 'readRaw' | 'readBuckets' | 'query'>;
  readonly #handOver: () => Promise<void>;

  constructor(lake: () => Pick<Lake, 'readRaw' | 'readBuckets' | 'query'>, handOver: () => Promise<void>) {
    this.#lake = lake;
    this.#handOver = handOver;
  }

  async read(range: TelemetryRange): Promise<readonly Telemetry[]> {
    await this.#handOver();
    return this.#lake().readRaw(range, TIME_LIMIT_MS);
  }

  async readBuckets(range: TelemetryRange & { stepMs: number }): Promise<readonly TelemetryBucket[]> {
    await this.#handOver();
    return this.#lake().readBuckets(range, TIME_LIMIT_MS);
  }

  /** Whatever is asked by one SELECT. Throws: `LakeRefusal`. */
  async query(...asked: Parameters<Lake['query']>): Promise<SqlAnswer> {
    await this.#handOver();
    return this.#lake().query(...asked);
  }
}
