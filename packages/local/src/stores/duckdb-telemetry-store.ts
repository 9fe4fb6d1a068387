import {
  fromTelemetryRow,
  telemetryColumns,
  toTelemetryRow,
  type ColumnType,
  type Telemetry,
  type TelemetryColumn,
  type TelemetryHistory,
  type TelemetryStore,
} from '@cord/fleet';
import type { DuckDBAppender, DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { readRows, type Row } from './duckdb/rows.js';
import { readTableColumns } from './telemetry-table.js';

const columnNames = telemetryColumns.map(({ name }) => name).join(', ');

interface Waiting {
  messages: readonly Telemetry[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Telemetry in DuckDB. What arrives while one commit is under way goes together into the next. */
export class DuckDbTelemetryStore implements TelemetryStore, TelemetryHistory {
  readonly #connection: DuckDBConnection;
  readonly #tableColumns: readonly (TelemetryColumn | undefined)[];
  #waiting: Waiting[] = [];
  #isCommitting = false;

  /** Throws: `LocalError` `data-folder-damaged` where the table is not as the fleet's columns have it. */
  static async open(database: DuckDBInstance): Promise<DuckDbTelemetryStore> {
    const connection = await database.connect();
    return new DuckDbTelemetryStore(connection, await readTableColumns(connection));
  }

  private constructor(connection: DuckDBConnection, tableColumns: readonly (TelemetryColumn | undefined)[]) {
    this.#connection = connection;
    this.#tableColumns = tableColumns;
  }

  append(messages: readonly Telemetry[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ messages, resolve, reject });
      if (!this.#isCommitting) void this.#commitAll();
    });
  }

  async read(query: { thingName: string; sinceMs: number; limit: number }): Promise<readonly Telemetry[]> {
    const { thingName, sinceMs, limit } = query;
    const rows = await readRows(
      this.#connection,
      `SELECT ${columnNames} FROM (SELECT *, rowid AS row FROM telemetry
         WHERE thing_name = $1 AND received_at >= $2 ORDER BY received_at DESC, row DESC LIMIT $3)
       ORDER BY received_at, row`,
      [thingName, BigInt(sinceMs), limit],
    );
    return rows.map(readTelemetry);
  }

  async latest(): Promise<readonly Telemetry[]> {
    const rows = await readRows(
      this.#connection,
      `SELECT ${columnNames} FROM telemetry
         QUALIFY row_number() OVER (PARTITION BY thing_name ORDER BY received_at DESC, rowid DESC) = 1`,
    );
    return rows.map(readTelemetry);
  }

  async removeBefore(beforeMs: number): Promise<void> {
    await this.#connection.run('DELETE FROM telemetry WHERE received_at < $1', [BigInt(beforeMs)]);
  }

  close(): void {
    this.#connection.closeSync();
  }

  async #commitAll(): Promise<void> {
    this.#isCommitting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#commit(batch.flatMap(({ messages }) => messages));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isCommitting = false;
  }

  async #commit(messages: readonly Telemetry[]): Promise<void> {
    const appender = await this.#connection.createAppender('telemetry');
    for (const message of messages) appendRow(appender, this.#tableColumns, toTelemetryRow(message));
    appender.flushSync();
    appender.closeSync();
  }
}

/** How each type goes into the appender. */
const appendValue: Readonly<Record<ColumnType, (appender: DuckDBAppender, value: unknown) => void>> = {
  text: (appender, value) => appender.appendVarchar(value as string),
  integer: (appender, value) => appender.appendBigInt(BigInt(value as number)),
  boolean: (appender, value) => appender.appendBoolean(value as boolean),
  double: (appender, value) => appender.appendDouble(value as number),
};

/** An appender knows no names: values go in the order of the table's own columns. */
function appendRow(appender: DuckDBAppender, columns: readonly (TelemetryColumn | undefined)[], row: Row): void {
  for (const column of columns) {
    const value = column && row[column.name];
    if (column === undefined || value === undefined) appender.appendNull();
    else appendValue[column.type](appender, value);
  }
  appender.endRow();
}

function readTelemetry(row: Row): Telemetry {
  const values = Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]);
  return fromTelemetryRow(Object.fromEntries(values) as Parameters<typeof fromTelemetryRow>[0]);
}
