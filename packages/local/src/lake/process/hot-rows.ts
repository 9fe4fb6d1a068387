import { telemetryColumns, type ColumnType } from '@cord/fleet';
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { decodeBatch } from '../../stores/heart/batch.js';
import type { KeptBatch } from '../../stores/heart/heart.js';
import { dayOf } from '../files/lake-files.js';

/** Messages that lie in no file yet, as a table beside the files. */
export class HotRows {
  readonly #connection: DuckDBConnection;
  /** The row that comes next: what came before it is here, or in files. */
  #nextRow: number;

  constructor(connection: DuckDBConnection, settledRows: number) {
    this.#connection = connection;
    this.#nextRow = settledRows;
  }

  get nextRow(): number {
    return this.#nextRow;
  }

  /** In their order; what is here already is passed over. */
  async take(batches: readonly KeptBatch[]): Promise<void> {
    const appender = await this.#connection.createAppender('hot');
    try {
      for (const batch of batches) {
        if (batch.firstRow < this.#nextRow) continue;
        this.#nextRow = batch.firstRow + appendBatch(appender, batch);
      }
      appender.flushSync();
    } finally {
      appender.closeSync();
    }
  }
}

/** Returns how many rows it held. */
function appendBatch(appender: DuckDBAppender, { firstRow, record }: KeptBatch): number {
  const rows = decodeBatch(record);
  for (const [index, { row }] of rows.entries()) {
    const values: Readonly<Record<string, unknown>> = row;
    appender.appendBigInt(BigInt(firstRow + index));
    for (const { name, type } of telemetryColumns) {
      const value = values[name];
      if (value === undefined) appender.appendNull();
      else appendValue[type](appender, value);
    }
    appender.appendVarchar(dayOf(row.received_at));
    appender.endRow();
  }
  return rows.length;
}

/** How each type goes into the appender. */
const appendValue: Readonly<Record<ColumnType, (appender: DuckDBAppender, value: unknown) => void>> = {
  text: (appender, value) => appender.appendVarchar(value as string),
  integer: (appender, value) => appender.appendBigInt(BigInt(value as number)),
  boolean: (appender, value) => appender.appendBoolean(value as boolean),
  double: (appender, value) => appender.appendDouble(value as number),
};
