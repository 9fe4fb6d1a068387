import type { TakenRow } from './batch.js';
import type { KeptTable } from './kept-table.js';

/** What is kept all or nothing, with whatever else goes into the same commit. */
export interface Change {
  /** Keeps a value; `undefined` removes what was there. */
  put<Value>(table: KeptTable<Value>, key: string, value: Value | undefined): void;
  /** Keeps a value in memory alone: one that every message changes and that is put when it matters. */
  hold<Value>(table: KeptTable<Value>, key: string, value: Value): void;
  /** Keeps a message. */
  append(taken: TakenRow): void;
}

interface Undo {
  table: KeptTable<unknown>;
  key: string;
  before: unknown;
}

interface Waiting {
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Everything that goes into one commit, and who waits for it. */
export class CommitGroup {
  readonly rows: TakenRow[] = [];
  /** By table and key: the last value of each is the one that is written. */
  readonly puts = new Map<KeptTable<unknown>, Map<string, unknown>>();
  /** Messages that the lake has by now; absent where that is as it was. */
  settledRows: number | undefined;
  readonly #undos: Undo[] = [];
  readonly #waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Takes a change in; where `work` throws, it is as if it had not been asked for. */
  add(work: (change: Change) => void): Promise<void> {
    const [undos, rows] = [this.#undos.length, this.rows.length];
    try {
      work(this.#change);
    } catch (error) {
      this.rows.length = rows;
      this.#undoBackTo(undos);
      throw error;
    }
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Tells all that wait. */
  settle(): void {
    for (const { resolve } of this.#waiting) resolve();
  }

  /** Takes everything back in memory, and tells all that wait why. */
  fail(error: unknown): void {
    this.#undoBackTo(0);
    for (const { reject } of this.#waiting) reject(error);
  }

  readonly #change: Change = {
    put: (table, key, value) => {
      this.#set(table, key, value);
      const puts = this.puts.get(table) ?? new Map<string, unknown>();
      this.puts.set(table, puts.set(key, value));
    },
    hold: (table, key, value) => this.#set(table, key, value),
    append: (taken) => this.rows.push(taken),
  };

  #set(table: KeptTable<unknown>, key: string, value: unknown): void {
    this.#undos.push({ table, key, before: table.get(key) });
    table.set(key, value);
  }

  #undoBackTo(length: number): void {
    for (const { table, key, before } of this.#undos.splice(length).toReversed()) {
      table.set(key, before);
      // What was put is then what it was: written once more where the group goes on, it changes nothing.
      const puts = this.puts.get(table);
      if (puts?.has(key) === true) puts.set(key, before);
    }
  }
}
