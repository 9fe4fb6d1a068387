import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { KeptBatch } from '../../stores/heart/heart.js';
import { LakeFolder } from '../files/lake-files.js';
import { lockLake } from '../files/lake-lock.js';
import type { ImportedRecords, RetentionLimits } from '../protocol/lake-calls.js';
import { RollUps } from '../roll-ups/roll-ups.js';
import { LakeCatalog } from '../tables/lake-catalog.js';
import { openLakeDatabase, quote } from '../tables/lake-database.js';
import type { LakeWriter } from '../tables/lake-writer.js';
import { copyFiles } from './copy-files.js';
import { dropDays } from './drop-days.js';
import { FileCheck } from './file-check.js';
import { HotRows } from './hot-rows.js';
import { importDatabase } from './import-database.js';
import { LakeAnswers } from './lake-answers.js';
import { mergeDays } from './merge-days.js';
import { mergeHours } from './merge-hours.js';
import { openFiles, type HeartWord } from './open-files.js';
import { settleRows } from './settle-rows.js';

export interface OpenLakeOptions extends HeartWord {
  /** Where it lies. */
  path: string;
  /** After a crash: every file is read through first. */
  isSuspect?: boolean;
  onNotice: (notice: string) => void;
}

interface Opened {
  databases: readonly [lake: DuckDBInstance, lock: DuckDBInstance];
  writer: LakeWriter;
  hot: HotRows;
  settledRows: number;
}

/** The lake and its own work, one step at a time; what is handed to it and asked of it goes beside. */
export class LakeService {
  readonly answers: LakeAnswers;
  readonly #databases: readonly DuckDBInstance[];
  readonly #writer: LakeWriter;
  readonly #hot: HotRows;
  readonly #rollUps: RollUps;
  readonly #fileCheck: FileCheck;
  #settledRows: number;
  #lastStep: Promise<unknown> = Promise.resolve();

  /** Throws: `LocalError` `data-folder-in-use`, `data-folder-not-writable`. */
  static async open(options: OpenLakeOptions): Promise<LakeService> {
    const folder = new LakeFolder(options.path);
    // First: who held it before may still be writing.
    const lock = await lockLake(options.path);
    const opened: DuckDBInstance[] = [lock];
    try {
      const lake = await openLakeDatabase(folder.spillFolder);
      opened.push(lake);
      const connection = await lake.connect();
      const catalog = new LakeCatalog(connection, folder);
      const writer: LakeWriter = { connection, folder, catalog, now: () => new Date(), onNotice: options.onNotice };
      const settledRows = await openFiles(writer, { isSuspect: false, ...options });
      await lockDown(connection, folder);
      const hot = await HotRows.open(lake, settledRows);
      const service = new LakeService({ databases: [lake, lock], writer, hot, settledRows });
      await service.#fileCheck.checkSome('atStart');
      return service;
    } catch (error) {
      for (const database of opened) database.closeSync();
      throw error;
    }
  }

  private constructor({ databases, writer, hot, settledRows }: Opened) {
    this.#databases = databases;
    this.#writer = writer;
    this.#hot = hot;
    this.#settledRows = settledRows;
    this.#rollUps = new RollUps(writer);
    this.#fileCheck = new FileCheck(writer);
    this.answers = new LakeAnswers(databases[0], {
      catalog: writer.catalog,
      findOpenMs: (kind) => this.#rollUps.findOpenMs(kind),
      findDamage: () => this.#step(() => this.#fileCheck.checkAll()),
    });
  }

  /** Rows that lie in files. */
  get settledRows(): number {
    return this.#settledRows;
  }

  takeBatches(batches: readonly KeptBatch[]): Promise<void> {
    return this.#hot.take(batches);
  }

  settle(rows: number): Promise<void> {
    return this.#careful(async () => {
      if (rows <= this.#settledRows) return;
      await this.#hot.taken;
      await settleRows(this.#writer, this.#settledRows, rows);
      this.#settledRows = rows;
    });
  }

  /**
   * Merges and rolls up what is over: of what was settled, the rows before `confirmedRows`, which the heart holds no more. Of the
   * others it would give again what a merged file has already.
   */
  async tidy(nowMs: number, confirmedRows: number): Promise<void> {
    await this.#careful(() => mergeHours(this.#writer, { nowMs, confirmedRows }));
    await this.#careful(() => this.#rollUps.catchUp());
    await this.#careful(() => mergeDays(this.#writer, this.#rollUps, nowMs));
    await this.#step(() => this.#fileCheck.checkSome('later'));
  }

  importDatabase(file: string): Promise<ImportedRecords> {
    return this.#step(() => importDatabase(this.#writer, file));
  }

  /** Every file that counts, under its name in another folder. */
  copyTo(path: string): Promise<void> {
    return this.#step(() => copyFiles(this.#writer, path));
  }

  dropDays(limits: RetentionLimits): Promise<void> {
    return this.#step(() => dropDays(this.#writer, limits));
  }

  async close(): Promise<void> {
    await this.#lastStep;
    await this.#hot.taken.catch(() => {});
    this.#hot.close();
    this.#writer.connection.closeSync();
    for (const database of this.#databases) database.closeSync();
  }

  /** Where it fails by a file that is damaged, it is done again without it. */
  #careful(work: () => Promise<void>): Promise<void> {
    return this.#step(async () => {
      try {
        await work();
      } catch (error) {
        if (!(await this.#fileCheck.checkAll())) throw error;
        await work();
      }
    });
  }

  #step<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#lastStep.then(work);
    this.#lastStep = result.catch(() => {});
    return result;
  }
}

/** From here on SQL reaches nothing but the lake, whatever it asks for. */
async function lockDown(connection: DuckDBConnection, folder: LakeFolder): Promise<void> {
  await connection.run(`SET allowed_directories = [${quote(`${folder.path}/`)}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}
