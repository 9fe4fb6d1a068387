import { telemetryColumns, type ColumnType, type TelemetryColumn } from '@cord/fleet';
import type { DuckDBConnection } from '@duckdb/node-api';
import { LocalError } from '../errors.js';
import { readRows, textOf } from './duckdb/rows.js';

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

/**
 * The columns in the table's own order, `undefined` for one that the fleet no longer knows and that stays empty.
 *
 * Throws: `LocalError` `data-folder-damaged` where the fleet's columns are not all there, each in its type.
 */
export async function readTableColumns(
  connection: DuckDBConnection,
): Promise<readonly (TelemetryColumn | undefined)[]> {
  const rows = await readRows(
    connection,
    `SELECT column_name, data_type FROM duckdb_columns()
       WHERE database_name = current_database() AND table_name = 'telemetry' ORDER BY column_index`,
  );
  const found = rows.map((row) => ({ name: textOf(row, 'column_name'), type: textOf(row, 'data_type') }));
  for (const { name, type } of telemetryColumns) {
    const column = found.find((each) => each.name === name);
    if (column?.type === sqlTypes[type]) continue;
    throw new LocalError(
      'data-folder-damaged',
      `column ${name} of the telemetry is ${column?.type ?? 'missing'}, expected ${sqlTypes[type]}; put a copy back, or name another --data-dir`,
    );
  }
  return found.map(({ name }) => telemetryColumns.find((column) => column.name === name));
}
