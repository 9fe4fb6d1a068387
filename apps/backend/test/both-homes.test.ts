import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { metricList, parseConfig, telemetryColumns, toTelemetryRow, type Telemetry } from '@cord/fleet';
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '../src/add-stacks.js';

const atMs = Date.parse('2026-01-15T10:00:00Z');
const measured = Object.fromEntries(metricList.map(({ member }, index) => [member, 100.5 + index]));
const messages: readonly Telemetry[] = [
  { thingName: 'pump', receivedAtMs: atMs, relay: 'on', ...measured },
  { thingName: 'pump', receivedAtMs: atMs + 60_000, relay: 'off', ...measured, watts: 0 },
  // A cord that tells of its relay alone: what it leaves out is null in both homes, never zero.
  { thingName: 'rack', receivedAtMs: atMs + 1, relay: 'on' },
];

/** Every column by its name, with what its type allows to be asked. */
const allColumns = `SELECT ${telemetryColumns.map(({ name }) => name).join(', ')} FROM telemetry ORDER BY thing_name, received_at`;
const perThing = `SELECT thing_name, max(received_at) - min(received_at) AS milliseconds,
       count(CASE WHEN relay_on THEN 1 END) AS times_on,
       ${metricList.map(({ name }) => `avg(${name}) AS ${name}`).join(', ')}
FROM telemetry
GROUP BY thing_name
ORDER BY thing_name`;

describe('telemetry of the cloud and of one machine', () => {
  let folder: string;
  let lake: DuckDBConnection;
  let local: DuckDBConnection;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cord-both-homes-'));
    lake = await openLake(join(folder, 'lake'));
    local = await openLocalStore(join(folder, 'local'));
  });
  afterAll(() => {
    lake?.closeSync();
    local?.closeSync();
    rmSync(folder, { recursive: true });
  });

  it('has the same columns in the same types, but for the day by which the lake is divided', async () => {
    const ofLake = await readColumns(lake);
    expect(await readColumns(local)).toEqual(ofLake.filter(([name]) => name !== 'day'));
  });

  it.each([
    ['every column', allColumns],
    ['figures of each thing', perThing],
  ])('gives the same answer to the same SQL: %s', async (_, sql) => {
    const answer = await ask(local, sql);
    expect(answer).toEqual(await ask(lake, sql));
    expect(answer.length).toBeGreaterThan(1);
  });
});

async function readColumns(home: DuckDBConnection) {
  const columns = (await home.runAndReadAll('DESCRIBE telemetry')).getRowObjectsJson();
  return columns.map(({ column_name: name, column_type: type }) => [name, type]);
}

async function ask(home: DuckDBConnection, sql: string) {
  return (await home.runAndReadAll(sql)).getRowObjectsJson();
}

/** Parquet by day, as the deployed delivery stream writes it by the columns of the deployed table. */
async function openLake(folder: string): Promise<DuckDBConnection> {
  const template = Template.fromStack(addStacks(new App(), parseConfig({})));
  const [table] = Object.values(template.findResources('AWS::Glue::Table'));
  const columns = table!['Properties'].TableInput.StorageDescriptor.Columns as { Name: string; Type: string }[];
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  // Of the names of types that Glue has from Hive, DuckDB knows all but this one.
  const types = columns.map(({ Name, Type }) => `${Name} ${Type === 'string' ? 'varchar' : Type}`);
  await connection.run(`CREATE TABLE delivered (${types.join(', ')})`);
  await insertAll(connection, 'delivered');
  await connection.run(`COPY (SELECT *, '2026-01-15' AS day FROM delivered) TO '${folder}'
                        (FORMAT parquet, PARTITION_BY (day))`);
  await connection.run(`CREATE VIEW telemetry AS
                        SELECT * FROM read_parquet('${folder}/*/*', hive_partitioning = true, hive_types_autocast = false)`);
  return connection;
}

/** The table that the backend on one machine made. */
async function openLocalStore(folder: string): Promise<DuckDBConnection> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const script = ['--import', 'tsx', '--conditions=@cord/source', 'test/make-local-store.ts', folder];
  const run = spawnSync(process.execPath, script, { cwd: join(__dirname, '..'), encoding: 'utf8', env });
  if (run.status !== 0) throw new Error(run.stderr);
  const file = readdirSync(folder).find((name) => name.endsWith('.duckdb')) ?? '';
  const connection = await (await DuckDBInstance.create(join(folder, file))).connect();
  await insertAll(connection, 'telemetry');
  return connection;
}

async function insertAll(connection: DuckDBConnection, table: string): Promise<void> {
  for (const message of messages) {
    const row = toTelemetryRow(message) as Record<string, DuckDBValue>;
    const names = Object.keys(row);
    const values = names.map((name) => `$${name}`);
    await connection.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`, row);
  }
}
