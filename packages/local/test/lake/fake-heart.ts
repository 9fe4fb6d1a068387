import type { Telemetry } from '@cord/fleet';
import type { LakeOptions } from '../../src/lake/lake.js';
import type { KeptBatch } from '../../src/stores/heart/heart.js';
import { batchOf } from './test-lake.js';

/** What the backend keeps until the lake has it: in memory, which outlives the lake's process. */
export class FakeHeart {
  rows = 0;
  settledRows = 0;
  readonly notices: string[] = [];
  readonly failures: string[] = [];
  #batches: KeptBatch[] = [];

  keep(messages: readonly Telemetry[]): KeptBatch {
    const batch = batchOf(this.rows, messages);
    this.#batches.push(batch);
    this.rows += messages.length;
    return batch;
  }

  settle(rows: number): void {
    this.settledRows = Math.max(rows, this.settledRows);
    this.#batches = this.#batches.filter(({ firstRow }) => firstRow >= rows);
  }

  /** What a lake at that place is started with. */
  optionsFor(path: string): LakeOptions {
    return {
      path,
      readStart: () => ({ settledRows: this.settledRows, isHeartWhole: true }),
      onOpen: async (settledRows) => this.settle(settledRows),
      readBatches: (firstRow) => this.#read(firstRow),
      onNotice: (notice) => this.notices.push(notice),
      onFailure: (error) => this.failures.push(String(error)),
    };
  }

  async *#read(firstRow: number): AsyncIterable<KeptBatch> {
    for (const batch of this.#batches) if (batch.firstRow >= firstRow) yield batch;
  }
}
