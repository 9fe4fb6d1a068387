import { join } from 'node:path';
import { parseConfig, telemetryColumns, type TelemetryRow } from '@cord/fleet';
import { queryFolder, startLocalBackend } from '@cord/local';
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

/**
 * Answers questions by the backend on one machine: it takes in the rows from the database of an earlier version, is closed, and its
 * folder is asked. Gets folder, rows and questions as JSON, prints the answers as JSON.
 */
const [dataDir = '', rows = '[]', questions = '[]'] = process.argv.slice(2);
await writeEarlierDatabase(join(dataDir, 'cord.duckdb'), JSON.parse(rows) as TelemetryRow[]);
const config = parseConfig({ local: { httpPort: 0, mqttPort: 0, dataDir } });
const backend = await startLocalBackend(config, { pageFolder: import.meta.dirname });
await backend.close();
const answers = [];
for (const sql of JSON.parse(questions) as string[]) {
  answers.push(await queryFolder(config, dataDir, [sql, { limit: 1000, timeLimitMs: 20_000 }]));
}
process.stdout.write(JSON.stringify(answers));

async function writeEarlierDatabase(file: string, telemetry: readonly TelemetryRow[]): Promise<void> {
  const database = await DuckDBInstance.create(file);
  const connection = await database.connect();
  const types = { text: 'VARCHAR', integer: 'BIGINT', boolean: 'BOOLEAN', double: 'DOUBLE' };
  const columns = telemetryColumns.map(({ name, type }) => `${name} ${types[type]}`).join(', ');
  await connection.run(`
    CREATE TABLE schema_version (version INTEGER NOT NULL);
    INSERT INTO schema_version VALUES (2);
    CREATE TABLE things (thing_name VARCHAR, attributes JSON, created_at TIMESTAMPTZ);
    CREATE TABLE certificates (certificate_id VARCHAR, pem VARCHAR, status VARCHAR, has_policy BOOLEAN);
    CREATE TABLE thing_certificates (thing_name VARCHAR, certificate_id VARCHAR);
    CREATE TABLE alert_states (threshold_id VARCHAR, thing_name VARCHAR, state JSON);
    CREATE TABLE alerts (id VARCHAR, raised_at TIMESTAMP, alert JSON);
    CREATE TABLE telemetry (${columns})`);
  for (const row of telemetry) {
    const names = Object.keys(row);
    const values = row as unknown as Record<string, DuckDBValue>;
    await connection.run(
      `INSERT INTO telemetry (${names.join(', ')}) VALUES (${names.map((name) => `$${name}`).join(', ')})`,
      values,
    );
  }
  connection.closeSync();
  database.closeSync();
}
