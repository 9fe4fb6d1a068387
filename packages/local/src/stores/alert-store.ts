import type { Alert, AlertStateChange, AlertStore } from '@cord/fleet';
import type { AlertState } from '@cord/rules';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { toTimestamp } from './timestamp.js';

/** Alert states and records in DuckDB. */
export class DuckDbAlertStore implements AlertStore {
  readonly #connection: DuckDBConnection;
  #lastWrite: Promise<unknown> = Promise.resolve();

  static async open(database: DuckDBInstance): Promise<DuckDbAlertStore> {
    return new DuckDbAlertStore(await database.connect());
  }

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async readState(thresholdId: string, thingName: string): Promise<AlertState | undefined> {
    const reader = await this.#connection.runAndReadAll(
      'SELECT state FROM alert_states WHERE threshold_id = $1 AND thing_name = $2',
      [thresholdId, thingName],
    );
    const [row] = reader.getRowObjectsJS();
    return row && (JSON.parse(String(row['state'])) as AlertState);
  }

  /** One after the other: a connection has one transaction at a time. */
  write(change: AlertStateChange): Promise<boolean> {
    const written = this.#lastWrite.then(() => this.#write(change));
    this.#lastWrite = written.catch(() => {});
    return written;
  }

  async listThings(thresholdId: string): Promise<readonly string[]> {
    const reader = await this.#connection.runAndReadAll('SELECT thing_name FROM alert_states WHERE threshold_id = $1', [
      thresholdId,
    ]);
    return reader.getRowObjectsJS().map((row) => String(row['thing_name']));
  }

  /** Newest first. */
  async readNewest(limit = 100): Promise<Alert[]> {
    const reader = await this.#connection.runAndReadAll('SELECT alert FROM alerts ORDER BY raised_at DESC LIMIT $1', [
      limit,
    ]);
    return reader.getRowObjectsJS().map((row) => JSON.parse(String(row['alert'])) as Alert);
  }

  close(): void {
    this.#connection.closeSync();
  }

  async #write({ thresholdId, thingName, previous, state, alert }: AlertStateChange): Promise<boolean> {
    const known = await this.readState(thresholdId, thingName);
    if (JSON.stringify(known) !== JSON.stringify(previous)) return false;
    await this.#connection.run('BEGIN');
    try {
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
      await this.#connection.run('COMMIT');
      return true;
    } catch (error) {
      await this.#connection.run('ROLLBACK');
      throw error;
    }
  }
}
