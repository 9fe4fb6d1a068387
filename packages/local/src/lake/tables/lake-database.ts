import { mkdir, rm } from 'node:fs/promises';
import { telemetryColumns, type ColumnType } from '@cord/fleet';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { listAthenaStatements } from './athena-sql.js';

/** How DuckDB keeps each type of column. */
export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  double: 'DOUBLE',
};

/** The fleet's columns, as a list of names. */
export const columnNames = telemetryColumns.map(({ name }) => name).join(', ');

/** What DuckDB may take of the memory that broker and page need as well. */
const settings = {
  memory_limit: '192MB',
  threads: '1',
  // Neither is needed, and nothing is fetched from anywhere.
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/** DuckDB in memory: the files are what is kept. */
export async function openLakeDatabase(spillFolder: string): Promise<DuckDBInstance> {
  await rm(spillFolder, { recursive: true, force: true });
  await mkdir(spillFolder, { recursive: true, mode: 0o700 });
  const database = await DuckDBInstance.create(':memory:', { ...settings, temp_directory: spillFolder });
  const connection = await database.connect();
  try {
    await createTables(connection);
    for (const statement of listAthenaStatements()) await connection.run(statement);
  } finally {
    connection.closeSync();
  }
  return database;
}

async function createTables(connection: DuckDBConnection): Promise<void> {
  const columns = telemetryColumns.map(({ name, type }) => `${name} ${sqlTypes[type]}`);
  await connection.run(`CREATE TABLE hot (row_number BIGINT, ${columns.join(', ')}, day VARCHAR)`);
}

export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
