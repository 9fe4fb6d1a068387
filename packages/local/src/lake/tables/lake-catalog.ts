import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { telemetryColumns } from '@cord/fleet';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quote, sqlTypes } from './lake-database.js';
import type { LakeFile, LakeFolder, LakeKind } from '../files/lake-files.js';
import { rollUpColumns, type RollUpColumn } from './roll-up-columns.js';

/** What one step of the lake's own work changes, seen by a query whole or not at all. */
export interface CatalogChange {
  kind: LakeKind;
  added: readonly LakeFile[];
  /** Their content lies in what was added. */
  removed?: readonly LakeFile[];
  /** Rows before this one lie in what was added. */
  settledRows?: number;
}

/** The views by which queries read the lake: over the files that count now, and the rows that lie in none yet. */
export class LakeCatalog {
  readonly #connection: DuckDBConnection;
  readonly #files = new Map<LakeKind, Map<string, LakeFile>>();
  readonly #running = new Set<symbol>();
  /** Files that no view names any more, each with the questions that began before and may still read it. */
  #replaced: { path: string; readers: Set<symbol> }[] = [];

  readonly #folder: LakeFolder;

  constructor(connection: DuckDBConnection, folder: LakeFolder) {
    this.#connection = connection;
    this.#folder = folder;
  }

  files(kind: LakeKind): readonly LakeFile[] {
    return [...(this.#files.get(kind)?.values() ?? [])];
  }

  /** Makes the view of each kind over these files. */
  async open(files: ReadonlyMap<LakeKind, readonly LakeFile[]>): Promise<void> {
    for (const [kind, ofKind] of files) {
      await this.#writeColumns(kind);
      await this.#show(kind, new Map(ofKind.map((file) => [file.path, file])));
    }
  }

  async change({ kind, added, removed = [], settledRows }: CatalogChange): Promise<void> {
    const files = new Map(this.#files.get(kind));
    for (const { path } of removed) files.delete(path);
    for (const file of added) files.set(file.path, file);
    await this.#show(kind, files, settledRows);
    this.#replaced.push(...removed.map(({ path }) => ({ path, readers: new Set(this.#running) })));
    await this.#removeReplaced();
  }

  /** A file that is not to be read any more; it is not removed. */
  async forget(kind: LakeKind, { path }: LakeFile): Promise<void> {
    const files = new Map(this.#files.get(kind));
    files.delete(path);
    await this.#show(kind, files);
  }

  /** Whatever the views named when `work` began stays until it has ended. */
  async read<Result>(work: () => Promise<Result>): Promise<Result> {
    const reader = Symbol('reader');
    this.#running.add(reader);
    try {
      return await work();
    } finally {
      this.#running.delete(reader);
      for (const { readers } of this.#replaced) readers.delete(reader);
      await this.#removeReplaced();
    }
  }

  async #removeReplaced(): Promise<void> {
    const free = this.#replaced.filter(({ readers }) => readers.size === 0);
    this.#replaced = this.#replaced.filter(({ readers }) => readers.size > 0);
    await Promise.all(free.map(({ path }) => rm(path, { force: true })));
  }

  /** All or nothing, whatever a question sees. */
  async #show(kind: LakeKind, files: Map<string, LakeFile>, settledRows = 0): Promise<void> {
    await this.#connection.run('BEGIN');
    try {
      await this.#connection.run(this.#viewOf(kind, [...files.values()]));
      if (settledRows > 0) await this.#connection.run(`DELETE FROM hot WHERE row_number < ${settledRows}`);
      await this.#connection.run('COMMIT');
    } catch (error) {
      // A COMMIT that fails has ended the transaction already; what went wrong is the error, not that.
      await this.#connection.run('ROLLBACK').catch(() => {});
      throw error;
    }
    this.#files.set(kind, files);
  }

  /** A view takes its columns from the first of its files: from one without rows it is made whatever the others are like. */
  async #writeColumns(kind: LakeKind): Promise<void> {
    const file = this.#folder.columnsFile(kind);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const sql = `SELECT * EXCLUDE (day) FROM (${selectRows(kind, [])})`;
    await this.#connection.run(`COPY (${sql}) TO ${quote(file)} (FORMAT parquet)`);
  }

  #viewOf(kind: LakeKind, files: readonly LakeFile[]): string {
    const columns = columnsOf(kind)
      .map(({ name }) => name)
      .join(', ');
    const ofColumns = { path: this.#folder.columnsFile(kind), columns: columnsTagOf(kind) };
    const kept = `SELECT ${columns}, day FROM (${selectRows(kind, [ofColumns, ...files])})`;
    const hot = kind === 'telemetry' ? ` UNION ALL SELECT ${columns}, day FROM hot` : '';
    return `CREATE OR REPLACE VIEW ${viewNames[kind]} AS ${kept}${hot}`;
  }
}

/**
 * Every row of these files, with its day; a column that a file does not have, as it came later, is null. Files of the same columns
 * are read as one: of these DuckDB opens no more than it has to, which its own `union_by_name` does with all of them.
 */
export function selectRows(kind: LakeKind, files: readonly Pick<LakeFile, 'path' | 'columns'>[]): string {
  const empty = columnsOf(kind).map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`);
  const none = `SELECT ${empty.join(', ')}, '' AS day WHERE false`;
  if (files.length === 0) return none;
  const alike = new Map<string, string[]>();
  for (const { columns, path } of files) alike.set(columns, [...(alike.get(columns) ?? []), quote(path)]);
  const reads = [...alike.values()].map(
    (paths) =>
      `SELECT * FROM read_parquet([${paths.join(', ')}], hive_partitioning = true, hive_types = {day: VARCHAR}, hive_types_autocast = false)`,
  );
  return [...reads, none].join(' UNION ALL BY NAME ');
}

/** Of the columns that a file has: another where they are others. Shape: 8 hex digits. */
export function columnsTagOf(kind: LakeKind): string {
  const text = columnsOf(kind).map(({ name, type }) => `${name} ${type}`);
  return crc32(text.join()).toString(16).padStart(8, '0');
}

function columnsOf(kind: LakeKind): readonly RollUpColumn[] {
  if (kind !== 'telemetry') return rollUpColumns[kind];
  return telemetryColumns.map(({ name, type }) => ({ name, type: sqlTypes[type] }));
}

/** By which name SQL asks for each. */
const viewNames: Readonly<Record<LakeKind, string>> = {
  telemetry: 'telemetry',
  minutes: 'telemetry_minutes',
  hours: 'telemetry_hours',
  energy: 'energy_parts',
};
