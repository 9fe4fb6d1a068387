import type { Telemetry, TelemetryHistory, TelemetryStore } from '@cord/fleet';
import type { DuckDBAppender, DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { readRows, textOf, type Row } from './duckdb-rows.js';
import { toTimestamp } from './timestamp.js';

interface Waiting {
  messages: readonly Telemetry[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Telemetry in DuckDB. What arrives while one commit is under way goes together into the next. */
export class DuckDbTelemetryStore implements TelemetryStore, TelemetryHistory {
  readonly #connection: DuckDBConnection;
  #waiting: Waiting[] = [];
  #isCommitting = false;

  static async open(database: DuckDBInstance): Promise<DuckDbTelemetryStore> {
    return new DuckDbTelemetryStore(await database.connect());
  }

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
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
      `SELECT * FROM (SELECT *, epoch_ms(received_at) AS received_at_ms FROM telemetry
         WHERE thing_name = $1 AND received_at >= $2 ORDER BY received_at DESC LIMIT $3)
       ORDER BY received_at`,
      [thingName, toTimestamp(sinceMs), limit],
    );
    return rows.map((row) => toTelemetry(row));
  }

  async latest(): Promise<readonly Telemetry[]> {
    const rows = await readRows(
      this.#connection,
      `SELECT *, epoch_ms(received_at) AS received_at_ms FROM telemetry
         QUALIFY row_number() OVER (PARTITION BY thing_name ORDER BY received_at DESC) = 1`,
    );
    return rows.map((row) => toTelemetry(row));
  }

  async removeBefore(beforeMs: number): Promise<void> {
    await this.#connection.run('DELETE FROM telemetry WHERE received_at < $1', [toTimestamp(beforeMs)]);
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
    for (const message of messages) appendRow(appender, message);
    appender.flushSync();
    appender.closeSync();
  }
}

function appendRow(appender: DuckDBAppender, message: Telemetry): void {
  appender.appendVarchar(message.thingName);
  appender.appendTimestamp(toTimestamp(message.receivedAtMs));
  if (message.relay === undefined) appender.appendNull();
  else appender.appendVarchar(message.relay);
  for (const value of [message.volts, message.amps, message.watts, message.powerFactorPercent, message.wattHours]) {
    if (value === undefined) appender.appendNull();
    else appender.appendDouble(value);
  }
  appender.endRow();
}

function toTelemetry(row: Row): Telemetry {
  const value = (column: string) => (typeof row[column] === 'number' ? row[column] : undefined);
  const [volts, amps, watts] = [value('volts'), value('amps'), value('watts')];
  const [powerFactorPercent, wattHours] = [value('power_factor_percent'), value('watt_hours')];
  const { relay } = row;
  return {
    thingName: textOf(row, 'thing_name'),
    receivedAtMs: Number(row['received_at_ms']),
    ...((relay === 'on' || relay === 'off') && { relay }),
    ...(volts !== undefined && { volts }),
    ...(amps !== undefined && { amps }),
    ...(watts !== undefined && { watts }),
    ...(powerFactorPercent !== undefined && { powerFactorPercent }),
    ...(wattHours !== undefined && { wattHours }),
  };
}
