import { rename, rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { readRows, textOf, type Row } from '../duckdb/rows.js';
import { inTransaction } from '../duckdb/transaction.js';
import type { FoundVersion, MigratedStore } from './migrated-store.js';

/** A database file and its one row in `schema_version`. */
export class DuckDbMigratedStore implements MigratedStore<DuckDBConnection> {
  readonly name: string;
  readonly #connection: DuckDBConnection;

  constructor(file: string, connection: DuckDBConnection) {
    this.name = file;
    this.#connection = connection;
  }

  async readVersion(): Promise<FoundVersion> {
    const tables = await readRows(
      this.#connection,
      'SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()',
    );
    if (tables.length === 0) return { kind: 'empty' };
    if (!tables.some((table) => table['table_name'] === 'schema_version')) return { kind: 'unversioned' };
    const rows = await readRows(this.#connection, 'SELECT * FROM schema_version');
    return rows.length === 0 ? { kind: 'unversioned' } : judgeRows(rows);
  }

  transaction(work: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
    return inTransaction(this.#connection, () => work(this.#connection));
  }

  async writeVersion(connection: DuckDBConnection, version: number): Promise<void> {
    await connection.run('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
    await connection.run('DELETE FROM schema_version');
    await connection.run('INSERT INTO schema_version VALUES ($1)', [version]);
  }

  /** By DuckDB itself: to open and close the file beside it would let go of its lock on it. */
  async backup(version: number): Promise<string> {
    const copy = `${this.name}.v${version}`;
    const draft = `${copy}.draft`;
    for (const leftover of [draft, `${draft}.wal`]) await rm(leftover, { force: true });
    const [row = {}] = await readRows(this.#connection, 'SELECT current_database() AS name');
    const own = textOf(row, 'name').replaceAll('"', '""');
    await this.#connection.run(`ATTACH '${draft.replaceAll("'", "''")}' AS cord_copy_aside`);
    try {
      await this.#connection.run(`COPY FROM DATABASE "${own}" TO cord_copy_aside`);
    } finally {
      await this.#connection.run('DETACH cord_copy_aside');
    }
    await rename(draft, copy);
    return copy;
  }
}

function judgeRows(rows: readonly Row[]): FoundVersion {
  const versions = rows.map((row) => row['version']);
  const [version] = versions;
  const isSound = typeof version === 'number' && Number.isInteger(version) && version >= 0;
  if (isSound && versions.every((other) => other === version)) return { kind: 'version', version };
  return { kind: 'damaged', found: versions.map((found) => String(found).slice(0, 80)).join(' and ') };
}
