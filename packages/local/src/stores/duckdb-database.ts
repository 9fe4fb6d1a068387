import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { LocalError } from '../errors.js';
import { DuckDbMigratedStore } from './migrations/duckdb-migrated-store.js';
import { duckDbSteps } from './migrations/duckdb-steps.js';
import { migrateStore, type Migration } from './migrations/migrate-store.js';
import type { MigrationStep } from './migrations/migrated-store.js';
import { addNewColumns } from './telemetry-table.js';

export interface OpenDatabaseOptions {
  /** Hears that an older file was taken along. */
  onMigrated?: (migration: Migration) => void;
  steps?: readonly MigrationStep<DuckDBConnection>[];
}

/**
 * Opens the backend's one database file, taking an older one along to the tables of this version. DuckDB holds the file
 * alone: a second backend on the same folder is turned away.
 *
 * Throws: `LocalError` `data-folder-in-use`, `data-folder-newer`, `data-folder-damaged`, `data-folder-not-migrated`.
 */
export async function openDatabase(file: string, options: OpenDatabaseOptions = {}): Promise<DuckDBInstance> {
  const { onMigrated = () => {}, steps = duckDbSteps } = options;
  const database = await open(file);
  const connection = await database.connect();
  try {
    const migration = await migrateStore(new DuckDbMigratedStore(file, connection), steps);
    await addNewColumns(connection);
    if (migration !== undefined) onMigrated(migration);
  } catch (error) {
    connection.closeSync();
    database.closeSync();
    throw error;
  }
  connection.closeSync();
  return database;
}

async function open(file: string): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(file);
  } catch (cause) {
    if (String(cause).includes('Could not set lock')) {
      throw new LocalError(
        'data-folder-in-use',
        `${file} is held by another backend; stop it or name another --data-dir`,
        { cause },
      );
    }
    if (/not a valid DuckDB|checksum|Corrupt|Serialization/i.test(String(cause))) {
      throw new LocalError(
        'data-folder-damaged',
        `${file} is no database, or a damaged one; put a copy of it back, or name another --data-dir`,
        { cause },
      );
    }
    throw cause;
  }
}
