import { telemetryColumns, type ColumnType } from '@cord/fleet';
import type { DuckDBConnection } from '@duckdb/node-api';

/** How DuckDB keeps each type of column. */
const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  double: 'DOUBLE',
};

/** Adds a column for each metric that the fleet has come to measure since the table was made. */
export async function addNewColumns(connection: DuckDBConnection): Promise<void> {
  for (const { name, type } of telemetryColumns) {
    await connection.run(`ALTER TABLE telemetry ADD COLUMN IF NOT EXISTS ${name} ${sqlTypes[type]}`);
  }
}
