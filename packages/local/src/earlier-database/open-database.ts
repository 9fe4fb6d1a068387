import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { toDatabaseError } from './database-error.js';
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
 * Throws: `LocalError` `data-folder-…`, whatever is wrong with the file.
 */
export async function openDatabase(file: string, options: OpenDatabaseOptions = {}): Promise<DuckDBInstance> {
  const database = await DuckDBInstance.create(file).catch((cause: unknown) => {
    throw toDatabaseError(file, cause);
  });
  try {
    await takeAlong(file, database, options);
  } catch (error) {
    database.closeSync();
    throw toDatabaseError(file, error);
  }
  return database;
}

async function takeAlong(file: string, database: DuckDBInstance, options: OpenDatabaseOptions): Promise<void> {
  const { onMigrated = () => {}, steps = duckDbSteps } = options;
  const connection = await database.connect();
  try {
    const migration = await migrateStore(new DuckDbMigratedStore(file, connection), steps);
    await addNewColumns(connection);
    if (migration !== undefined) onMigrated(migration);
  } finally {
    connection.closeSync();
  }
}
