import { rm } from 'node:fs/promises';
import { telemetryColumns } from '@cord/fleet';
import type { DuckDBConnection } from '@duckdb/node-api';
import { columnNames, quote, sqlTypes } from './lake-database.js';
import type { LakeFile, LakeKind } from '../files/lake-files.js';
import { rollUpColumns } from './roll-up-columns.js';

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
  #running = 0;
  /** Files that no view names any more; a query that began before may still read them. */
  #replaced: string[] = [];

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  files(kind: LakeKind): readonly LakeFile[] {
    return [...(this.#files.get(kind)?.values() ?? [])];
  }

  /** Makes the view of each kind over these files. */
  async open(files: ReadonlyMap<LakeKind, readonly LakeFile[]>): Promise<void> {
    for (const [kind, ofKind] of files) {
      this.#files.set(kind, new Map(ofKind.map((file) => [file.path, file])));
      await this.#connection.run(this.#viewOf(kind));
    }
  }

  async change({ kind, added, removed = [], settledRows }: CatalogChange): Promise<void> {
    const files = this.#files.get(kind) ?? new Map<string, LakeFile>();
    for (const { path } of removed) files.delete(path);
    for (const file of added) files.set(file.path, file);
    this.#files.set(kind, files);
    await this.#connection.run('BEGIN');
    await this.#connection.run(this.#viewOf(kind));
    if (settledRows !== undefined) await this.#connection.run(`DELETE FROM hot WHERE row_number < ${settledRows}`);
    await this.#connection.run('COMMIT');
    this.#replaced.push(...removed.map(({ path }) => path));
    await this.#removeReplaced();
  }

  /** A file that is not to be read any more; it is not removed. */
  async forget(kind: LakeKind, { path }: LakeFile): Promise<void> {
    this.#files.get(kind)?.delete(path);
    await this.#connection.run(this.#viewOf(kind));
  }

  /** Whatever the views named when `work` began stays until it has ended. */
  async read<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      await this.#removeReplaced();
    }
  }

  async #removeReplaced(): Promise<void> {
    if (this.#running > 0) return;
    const paths = this.#replaced.splice(0);
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }

  #viewOf(kind: LakeKind): string {
    const files = this.files(kind).map(({ path }) => quote(path));
    const read =
      `read_parquet([${files.join(', ')}], hive_partitioning = true, hive_types = {day: VARCHAR}, ` +
      'hive_types_autocast = false, union_by_name = true)';
    const name = viewNames[kind];
    if (kind === 'telemetry') {
      const columns = telemetryColumns.map(({ name: column }) => column);
      const hot = `SELECT ${columnNames}, day FROM hot`;
      if (files.length === 0) return `CREATE OR REPLACE VIEW ${name} AS ${hot}`;
      return `CREATE OR REPLACE VIEW ${name} AS SELECT ${columns.join(', ')}, day FROM (${withMissing(read)}) UNION ALL ${hot}`;
    }
    const columns = rollUpColumns[kind];
    if (files.length === 0) {
      const empty = columns.map((column) => `CAST(NULL AS ${column.type}) AS ${column.name}`);
      return `CREATE OR REPLACE VIEW ${name} AS SELECT ${empty.join(', ')}, '' AS day WHERE false`;
    }
    return `CREATE OR REPLACE VIEW ${name} AS SELECT ${columns.map((column) => column.name).join(', ')}, day FROM ${read}`;
  }
}

/** A column that no file has yet, as the fleet has come to measure it since, is null in all of them. */
function withMissing(read: string): string {
  const empty = telemetryColumns.map(({ name, type }) => `CAST(NULL AS ${sqlTypes[type]}) AS ${name}`);
  return `SELECT * FROM ${read} UNION ALL BY NAME SELECT ${empty.join(', ')}, '' AS day WHERE false`;
}

/** By which name SQL asks for each. */
const viewNames: Readonly<Record<LakeKind, string>> = {
  telemetry: 'telemetry',
  minutes: 'telemetry_minutes',
  hours: 'telemetry_hours',
  energy: 'energy_parts',
};
