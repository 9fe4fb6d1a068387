import { DuckDBInstance } from '@duckdb/node-api';

/** The tables as version 1 of the backend made them, and one row or more in each. */
const version1 = `
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

  INSERT INTO schema_version VALUES (1);
  INSERT INTO things VALUES ('pump', '{"uniqueId":"01"}', '2026-01-15 08:00:00+00');
  INSERT INTO certificates VALUES ('abcd', 'PEM', 'active', true, '2026-01-15 08:00:00+00');
  INSERT INTO thing_certificates VALUES ('pump', 'abcd');
  INSERT INTO telemetry VALUES
    ('pump', '2026-01-15 08:00:00.123', 'on', 119.1, 0.14, 10.4, 63, 12.5),
    ('pump', '2026-01-15 08:00:01', 'off', 119.2, 0, 0, NULL, 12.6),
    ('rack', '2026-01-15 08:00:02', NULL, NULL, NULL, 5.5, NULL, NULL);
  INSERT INTO alert_states VALUES ('load-on', 'pump', '{"phase":"ok","sinceMs":1768464001000}');
  INSERT INTO alerts VALUES ('load-on/pump/1768464000123', '2026-01-15 08:00:00.123',
    '{"id":"load-on/pump/1768464000123","thresholdId":"load-on","thingName":"pump","severity":"warning","raisedAtMs":1768464000123}');
`;

/** What each earlier version left behind. Nothing was ever released as version 0: the number alone is missing there. */
export const earlierDatabases: Readonly<Record<number, string>> = {
  0: `${version1} UPDATE schema_version SET version = 0;`,
  1: version1,
};

/** Runs `sql` on a file of its own, or one that is there, and leaves it as a backend that ended would. */
export async function writeDatabase(file: string, sql: string): Promise<void> {
  await onDatabase(file, async (query) => void (await query(sql)));
}

/** Every row of a table, by column. */
export async function readTable(file: string, table: string): Promise<Record<string, unknown>[]> {
  return onDatabase(file, (query) => query(`SELECT * FROM ${table}`));
}

async function onDatabase<Result>(
  file: string,
  work: (query: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<Result>,
): Promise<Result> {
  const database = await DuckDBInstance.create(file);
  const connection = await database.connect();
  try {
    return await work(async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS());
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}
