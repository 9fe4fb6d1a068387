import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

/** One row of a result, by column. */
export type Row = Record<string, unknown>;

export async function readRows(connection: DuckDBConnection, sql: string, values: DuckDBValue[] = []): Promise<Row[]> {
  return (await connection.runAndReadAll(sql, values)).getRowObjectsJS();
}

/** The text in a column that is never null. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds no text`);
  return value;
}
