import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { LocalError } from '../errors.js';
import { toDatabaseError } from './database-error.js';
import { readRows, textOf } from './duckdb/rows.js';
import { DuckDbMigratedStore } from './migrations/duckdb-migrated-store.js';
import { duckDbSteps } from './migrations/duckdb-steps.js';
import { judgeVersion } from './migrations/migrate-store.js';

/** What is wrong with a database file, which is read through and not changed; `undefined` where it is sound. */
export async function checkDatabase(file: string): Promise<LocalError | undefined> {
  let database: DuckDBInstance | undefined;
  try {
    database = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
    const connection = await database.connect();
    const found = await new DuckDbMigratedStore(file, connection).readVersion();
    judgeVersion(file, found, duckDbSteps.length);
    await readThrough(connection);
    connection.closeSync();
    return undefined;
  } catch (error) {
    return toDatabaseError(file, error);
  } finally {
    database?.closeSync();
  }
}

/** Every value of every table: a block that is damaged is found when it is read. */
async function readThrough(connection: DuckDBConnection): Promise<void> {
  const tables = await readRows(
    connection,
    'SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()',
  );
  for (const table of tables) {
    const name = textOf(table, 'table_name').replaceAll('"', '""');
    await connection.run(`SELECT bit_xor(hash(row)) FROM "${name}" AS row`);
  }
}
