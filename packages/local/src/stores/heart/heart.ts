import { encodeBatch, type TakenRow } from './batch.js';
import { CommitGroup, type Change } from './change.js';
import { HeadFile, type Head } from './head.js';
import type { KeptTable } from './kept-table.js';
import { LevelFolder, type LevelWrite } from './level-folder.js';
import { batchesFrom, batchKey, firstRowOf, HEAD_KEY, recordKey, type LoadedHeart } from './load-heart.js';
import { sealJson } from './record.js';

/** Messages that one commit kept, as they lie in the heart until the lake has them. */
export interface KeptBatch {
  firstRow: number;
  /** See `decodeBatch`. */
  record: Uint8Array;
}

/** Why nothing is kept at present: what is wrong with the folder, or that the heart is closed. */
export class HeartRefusal extends Error {}

export interface HeartOptions {
  level: LevelFolder;
  headFile: HeadFile;
  tables: readonly KeptTable<unknown>[];
  loaded: LoadedHeart;
  /** Hears of each message that the heart held, in their order, when it has been read. */
  onRead: (taken: readonly TakenRow[]) => void;
  /** Opens and reads it anew after a commit failed. */
  reopen: () => Promise<{ level: LevelFolder; loaded: LoadedHeart }>;
  /** How often that is tried. @default each second */
  reopenEveryMs?: number;
}

const REOPEN_EVERY_MS = 1000;

/**
 * What must survive, in one LevelDB: tables, which are in memory too, and messages until they lie in the lake. What arrives
 * while one commit is under way goes into the next. A commit that fails is taken back in memory, and so is all that came behind
 * it; nothing is kept then until the folder has been opened and read anew.
 */
export class Heart {
  readonly #options: HeartOptions;
  #level: LevelFolder;
  #head: Head;
  #next = new CommitGroup();
  #isCommitting = false;
  #refusal: HeartRefusal | undefined;
  #underWay: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;
  #listener: (batch: KeptBatch) => void = () => {};

  constructor(options: HeartOptions) {
    this.#options = options;
    this.#level = options.level;
    this.#head = options.loaded.head;
    this.#take(options.loaded);
  }

  /** Messages ever taken: the row number of the next. */
  get rows(): number {
    return this.#head.rows;
  }

  /** Of these, how many the lake has. */
  get settledRows(): number {
    return this.#head.settledRows;
  }

  /**
   * Keeps what `work` says, all or nothing; settles once it would survive that the power goes. `work` is run at once: what it
   * changes is seen by whoever reads next. Rejects with why the commit failed.
   *
   * Throws, at once: `HeartRefusal`; what `work` throws.
   */
  change(work: (change: Change) => void): Promise<void> {
    if (this.#refusal !== undefined) throw this.#refusal;
    const settled = this.#next.add(work);
    this.#begin();
    return settled;
  }

  /** Hears of each batch once it is kept; one listener at a time. */
  onBatch(listener: (batch: KeptBatch) => void): void {
    this.#listener = listener;
  }

  /** Every batch from a row on that was kept up to now. */
  async *readBatches(firstRow: number): AsyncIterable<KeptBatch> {
    for await (const [key, record] of this.#level.read(batchesFrom(firstRow))) {
      yield { firstRow: firstRowOf(key), record };
    }
  }

  /** The lake has what came before `rows`; `work` goes into the same commit. */
  async settleRows(rows: number, work: (change: Change) => void = () => {}): Promise<void> {
    const from = this.#head.settledRows;
    if (rows <= from) return;
    await this.change((change) => {
      work(change);
      this.#next.settledRows = Math.max(rows, this.#next.settledRows ?? 0);
    });
    await this.#level.remove({ gte: batchKey(0), lt: batchKey(rows) });
  }

  /** A copy as it is now, into a folder that holds none. */
  async copyTo(path: string): Promise<void> {
    const copy = await LevelFolder.open(path);
    try {
      let writes: LevelWrite[] = [];
      for await (const [key, value] of this.#level.read()) {
        writes.push({ type: 'put', key, value });
        if (writes.length < 1000) continue;
        await copy.write(writes);
        writes = [];
      }
      await copy.write(writes);
    } finally {
      await copy.close();
    }
  }

  /** Settles once what is under way is kept; nothing is taken any more. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#refusal = new HeartRefusal('the backend stops');
    await this.#underWay;
    clearTimeout(this.#timer);
    await this.#level.close();
    this.#options.headFile.close();
  }

  #begin(): void {
    if (this.#isCommitting) return;
    this.#isCommitting = true;
    // After what else this turn of the loop brings.
    this.#underWay = new Promise((resolve) => setImmediate(() => resolve(this.#commitAll())));
  }

  async #commitAll(): Promise<void> {
    while (!this.#next.isEmpty) {
      const group = this.#next;
      this.#next = new CommitGroup();
      try {
        await this.#commit(group);
      } catch (error) {
        this.#fail(group, error);
        break;
      }
      group.settle();
    }
    this.#isCommitting = false;
  }

  async #commit(group: CommitGroup): Promise<void> {
    const { puts, rows, settledRows } = group;
    if (puts.size === 0 && rows.length === 0 && settledRows === undefined) return;
    const firstRow = this.#head.rows;
    const writes: LevelWrite[] = [];
    for (const [table, values] of puts) {
      for (const [key, value] of values) writes.push(toWrite(recordKey(table.name, key), value));
      table.keep(values);
    }
    const record = rows.length === 0 ? undefined : encodeBatch(rows);
    if (record !== undefined) writes.push({ type: 'put', key: batchKey(firstRow), value: record });
    const head: Head = {
      ...this.#head,
      commits: this.#head.commits + 1,
      // Behind every number that the lake knows, where the heart lost what it knew.
      rows: Math.max(firstRow + rows.length, settledRows ?? 0),
      settledRows: settledRows ?? this.#head.settledRows,
      counts: Object.fromEntries(this.#options.tables.map(({ name, keptSize }) => [name, keptSize])),
    };
    writes.push(toWrite(HEAD_KEY, head));
    await this.#level.write(writes);
    this.#head = head;
    this.#options.headFile.write(head);
    if (record !== undefined) this.#listener({ firstRow, record });
  }

  /** What came behind is taken back first: it was built upon what failed. */
  #fail(group: CommitGroup, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#refusal = new HeartRefusal(`nothing can be kept: ${reason}`, { cause: error });
    const behind = this.#next;
    this.#next = new CommitGroup();
    behind.fail(error);
    group.fail(error);
    this.#isCommitting = false;
    this.#reopenLater();
  }

  #reopenLater(): void {
    this.#timer = setTimeout(() => {
      this.#underWay = this.#reopen();
    }, this.#options.reopenEveryMs ?? REOPEN_EVERY_MS);
    this.#timer.unref();
  }

  async #reopen(): Promise<void> {
    const failed = this.#refusal;
    try {
      await this.#level.close();
      const { level, loaded } = await this.#options.reopen();
      this.#level = level;
      this.#head = loaded.head;
      this.#take(loaded);
      if (this.#refusal === failed) this.#refusal = undefined;
    } catch {
      // It is full, or gone, as it was before: the refusal says so.
      this.#reopenLater();
    }
  }

  #take({ records, taken }: LoadedHeart): void {
    for (const table of this.#options.tables) table.replace(records.get(table.name) ?? new Map());
    this.#options.onRead(taken);
  }
}

function toWrite(key: string, value: unknown): LevelWrite {
  return value === undefined ? { type: 'del', key } : { type: 'put', key, value: sealJson(value) };
}
