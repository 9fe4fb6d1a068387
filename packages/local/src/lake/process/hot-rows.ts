import { telemetryColumns, type ColumnType } from '@cord/fleet';
import type { DuckDBAppender, DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { decodeBatch } from '../../stores/heart/batch.js';
import type { KeptBatch } from '../../stores/heart/heart.js';
import { dayOf } from '../files/lake-files.js';

/**
 * Messages that lie in no file yet, as a table beside the files; on a connection of its own, so that whatever the lake is at holds up
 * none.
 */
export class HotRows {
  readonly #connection: DuckDBConnection;
  /** The row that comes next: what came before it is here, or in files. */
  #nextRow: number;
  #lastTake: Promise<void> = Promise.resolve();

  static async open(database: DuckDBInstance, settledRows: number): Promise<HotRows> {
    return new HotRows(await database.connect(), settledRows);
  }

  private constructor(connection: DuckDBConnection, settledRows: number) {
    this.#connection = connection;
    this.#nextRow = settledRows;
  }

  /** In their order; what is here already is passed over. After a failure nobody knows what is here. */
  take(batches: readonly KeptBatch[]): Promise<void> {
    this.#lastTake = this.#lastTake.then(() => this.#take(batches));
    return this.#lastTake;
  }

  /** Settles once everything that was handed in is here. */
  get taken(): Promise<void> {
    return this.#lastTake;
  }

  close(): void {
    this.#connection.closeSync();
  }

  async #take(batches: readonly KeptBatch[]): Promise<void> {
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
