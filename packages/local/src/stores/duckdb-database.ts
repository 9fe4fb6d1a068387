import { DuckDBInstance } from '@duckdb/node-api';
import { LocalError } from '../errors.js';

/** Counts up with every change of the tables; a folder written by a later version is refused, never guessed at. */
const SCHEMA_VERSION = 1;

const tables = `
  CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS things (
    thing_name VARCHAR PRIMARY KEY, attributes JSON NOT NULL, created_at TIMESTAMPTZ NOT NULL DEFAULT now());
  CREATE TABLE IF NOT EXISTS certificates (
    certificate_id VARCHAR PRIMARY KEY, pem VARCHAR NOT NULL, status VARCHAR NOT NULL,
    has_policy BOOLEAN NOT NULL DEFAULT false, registered_at TIMESTAMPTZ NOT NULL DEFAULT now());
  CREATE TABLE IF NOT EXISTS thing_certificates (
    thing_name VARCHAR NOT NULL, certificate_id VARCHAR NOT NULL, PRIMARY KEY (thing_name, certificate_id));
  CREATE TABLE IF NOT EXISTS telemetry (
    thing_name VARCHAR NOT NULL, received_at TIMESTAMP NOT NULL, relay VARCHAR, volts DOUBLE, amps DOUBLE, watts DOUBLE,
    power_factor_percent DOUBLE, watt_hours DOUBLE);
  CREATE TABLE IF NOT EXISTS alert_states (
    threshold_id VARCHAR NOT NULL, thing_name VARCHAR NOT NULL, state JSON NOT NULL, PRIMARY KEY (threshold_id, thing_name));
  CREATE TABLE IF NOT EXISTS alerts (id VARCHAR PRIMARY KEY, raised_at TIMESTAMP NOT NULL, alert JSON NOT NULL);
`;

/**
 * Opens the backend's one database file, making its tables where they are missing. DuckDB holds the file alone: a second
 * backend on the same folder is turned away.
 *
 * Throws: `LocalError` `data-folder-in-use`, `data-folder-newer`.
 */
export async function openDatabase(file: string): Promise<DuckDBInstance> {
  const database = await open(file);
  const connection = await database.connect();
  await connection.run(tables);
  const [row] = (
    await connection.runAndReadAll('SELECT max(version) AS version FROM schema_version')
  ).getRowObjectsJS();
  const version = row?.version;
  if (version === null) {
    await connection.run('INSERT INTO schema_version VALUES ($1)', [SCHEMA_VERSION]);
  } else if (version !== SCHEMA_VERSION) {
    connection.closeSync();
    database.closeSync();
    throw new LocalError(
      'data-folder-newer',
      `${file} has schema ${JSON.stringify(version)}, this version reads ${SCHEMA_VERSION}`,
    );
  }
  connection.closeSync();
  return database;
}

async function open(file: string): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(file);
  } catch (cause) {
    if (String(cause).includes('Could not set lock')) {
      throw new LocalError(
        'data-folder-in-use',
        `${file} is held by another backend; stop it or name another --data-dir`,
        { cause },
      );
    }
    throw cause;
  }
}
