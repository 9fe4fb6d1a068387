import type { Alert, AlertHistory, AlertStateChange, AlertStore } from '@cord/fleet';
import type { AlertState } from '@cord/rules';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { readRows, textOf } from './duckdb/rows.js';
import { inTransaction } from './duckdb/transaction.js';
import { toTimestamp } from './timestamp.js';

/** Alert states and records in DuckDB. */
export class DuckDbAlertStore implements AlertStore, AlertHistory {
  readonly #connection: DuckDBConnection;
  #lastWrite: Promise<unknown> = Promise.resolve();

  static async open(database: DuckDBInstance): Promise<DuckDbAlertStore> {
    return new DuckDbAlertStore(await database.connect());
  }

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async readState(thresholdId: string, thingName: string): Promise<AlertState | undefined> {
    const sql = 'SELECT state FROM alert_states WHERE threshold_id = $1 AND thing_name = $2';
    const [row] = await readRows(this.#connection, sql, [thresholdId, thingName]);
    return row && (JSON.parse(textOf(row, 'state')) as AlertState);
  }

  /** One after the other: a connection has one transaction at a time. */
  write(change: AlertStateChange): Promise<boolean> {
    const written = this.#lastWrite.then(() => this.#write(change));
    this.#lastWrite = written.catch(() => {});
    return written;
  }

  async listThings(thresholdId: string): Promise<readonly string[]> {
    const sql = 'SELECT thing_name FROM alert_states WHERE threshold_id = $1';
    const rows = await readRows(this.#connection, sql, [thresholdId]);
    return rows.map((row) => textOf(row, 'thing_name'));
  }

  async newest(limit: number): Promise<readonly Alert[]> {
    const sql = 'SELECT alert FROM alerts ORDER BY raised_at DESC LIMIT $1';
    const rows = await readRows(this.#connection, sql, [limit]);
    return rows.map((row) => JSON.parse(textOf(row, 'alert')) as Alert);
  }

  close(): void {
    this.#connection.closeSync();
  }

  async #write({ thresholdId, thingName, previous, state, change }: AlertStateChange): Promise<boolean> {
    const known = await this.readState(thresholdId, thingName);
    if (JSON.stringify(known) !== JSON.stringify(previous)) return false;
    const alert = change?.alert;
    return inTransaction(this.#connection, async () => {
      await this.#connection.run('INSERT OR REPLACE INTO alert_states VALUES ($1, $2, $3)', [
        thresholdId,
        thingName,
        JSON.stringify(state),
      ]);
      if (alert !== undefined) {
        await this.#connection.run('INSERT OR REPLACE INTO alerts VALUES ($1, $2, $3)', [
          alert.id,
          toTimestamp(alert.raisedAtMs),
          JSON.stringify(alert),
        ]);
      }
      return true;
    });
  }
}
