import { rm } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { KeptBatch } from '../../stores/heart/heart.js';
import { importDatabase } from './import-database.js';
import { HotRows } from './hot-rows.js';
import { LakeAnswers } from './lake-answers.js';
import { LakeCatalog } from './lake-catalog.js';
import { openLakeDatabase, quote } from './lake-database.js';
import { lakeKinds, LakeFolder, type LakeFile, type LakeKind } from '../files/lake-files.js';
import { keepSound, type LakeWriter } from './lake-writer.js';
import { findReplaced, mergeHours } from './merge-hours.js';
import type { ImportedRecords, RetentionLimits } from '../protocol/lake-calls.js';
import { copyFiles } from './copy-files.js';
import { dropDays } from './drop-days.js';
import { rollUpHours } from './roll-ups.js';
import { settleRows } from './settle-rows.js';

export interface OpenLakeOptions {
  /** Where it lies. */
  path: string;
  /** What the heart knows to lie in the lake: what comes behind was not confirmed, and comes again. */
  settledRows: number;
  /** False where the heart lost something: then whatever lies in the lake counts. */
  isHeartWhole: boolean;
  /** After a crash: every file is read through first. */
  isSuspect?: boolean;
  onNotice: (notice: string) => void;
}

/** The lake and its own work, one step at a time; what is asked of it goes beside. */
export class LakeService {
  readonly answers: LakeAnswers;
  readonly #database: DuckDBInstance;
  readonly #writer: LakeWriter;
  readonly #hot: HotRows;
  #settledRows: number;
  #lastStep: Promise<unknown> = Promise.resolve();

  static async open(options: OpenLakeOptions): Promise<LakeService> {
    const folder = new LakeFolder(options.path);
    const database = await openLakeDatabase(folder.spillFolder);
    const connection = await database.connect();
    const catalog = new LakeCatalog(connection);
    const { onNotice } = options;
    const writer: LakeWriter = { connection, folder, catalog, now: () => new Date(), onNotice };
    await openFiles(writer, options);
    await lockDown(connection, folder);
    const settledRows = options.isHeartWhole ? options.settledRows : Math.max(options.settledRows, endOfParts(catalog));
    return new LakeService(database, writer, settledRows);
  }

  private constructor(database: DuckDBInstance, writer: LakeWriter, settledRows: number) {
    this.#database = database;
    this.#writer = writer;
    this.#settledRows = settledRows;
    this.#hot = new HotRows(writer.connection, settledRows);
    this.answers = new LakeAnswers(database, writer.catalog);
  }

  /** Rows that lie in files. */
  get settledRows(): number {
    return this.#settledRows;
  }

  takeBatches(batches: readonly KeptBatch[]): Promise<void> {
    return this.#step(() => this.#hot.take(batches));
  }

  settle(rows: number): Promise<void> {
    return this.#step(async () => {
      if (rows <= this.#settledRows) return;
      await settleRows(this.#writer, this.#settledRows, rows);
      this.#settledRows = rows;
    });
  }

  /** Merges and rolls up what is over. */
  tidy(nowMs: number): Promise<void> {
    return this.#step(async () => {
      await mergeHours(this.#writer, nowMs);
      await rollUpHours(this.#writer);
    });
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
    this.#writer.connection.closeSync();
    this.#database.closeSync();
  }

  #step<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#lastStep.then(work);
    this.#lastStep = result.catch(() => {});
    return result;
  }
}

/** Those that count: not what was never confirmed, nor what lies in a merged file as well. */
async function openFiles(
  writer: LakeWriter,
  { settledRows, isHeartWhole, isSuspect = false }: OpenLakeOptions,
): Promise<void> {
  const { connection, folder, catalog } = writer;
  const files = new Map<LakeKind, readonly LakeFile[]>();
  for (const kind of lakeKinds) {
    await Promise.all((await folder.listDrafts(kind)).map((draft) => rm(draft, { force: true })));
    files.set(kind, await folder.listAll(kind));
  }
  const telemetry = files.get('telemetry') ?? [];
  const unconfirmed = isHeartWhole
    ? telemetry.filter((file) => file.kind === 'part' && file.firstRow >= settledRows)
    : [];
  const sound = isSuspect || !(await canBeRead(connection, [...files.values()].flat()));
  for (const kind of lakeKinds) if (sound) files.set(kind, await keepSound(writer, kind, files.get(kind) ?? []));
  const left = (files.get('telemetry') ?? []).filter((file) => !unconfirmed.includes(file));
  const replaced = await findReplaced(connection, left);
  await Promise.all([...unconfirmed, ...replaced].map(({ path }) => rm(path, { force: true })));
  files.set(
    'telemetry',
    left.filter((file) => !replaced.includes(file)),
  );
  for (const kind of ['minutes', 'hours', 'energy'] as const) files.set(kind, newestOf(files.get(kind) ?? []));
  await catalog.open(files);
}

/** A roll-up of an older revision may still be there: the newer takes its place. */
function newestOf(files: readonly LakeFile[]): readonly LakeFile[] {
  const newest = new Map<string, LakeFile>();
  for (const file of files) {
    const known = newest.get(`${file.day}/${file.hour}`);
    const isNewer =
      known === undefined || (file.kind === 'hour' && known.kind === 'hour' && file.revision >= known.revision);
    if (isNewer) newest.set(`${file.day}/${file.hour}`, file);
  }
  return [...newest.values()];
}

/** By the ends of all files, which are read anyway. */
async function canBeRead(connection: DuckDBConnection, files: readonly LakeFile[]): Promise<boolean> {
  if (files.length === 0) return true;
  const paths = files.map(({ path }) => quote(path)).join(', ');
  return connection.run(`SELECT count(*) FROM parquet_file_metadata([${paths}])`).then(
    () => true,
    () => false,
  );
}

/** From here on SQL reaches nothing but the lake, whatever it asks for. */
async function lockDown(connection: DuckDBConnection, folder: LakeFolder): Promise<void> {
  await connection.run(`SET allowed_directories = [${quote(`${folder.path}/`)}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

function endOfParts(catalog: LakeCatalog): number {
  return catalog
    .files('telemetry')
    .reduce((end, file) => (file.kind === 'part' ? Math.max(end, file.lastRow + 1) : end), 0);
}
