import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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

const questions = {
  'every column': allColumns,
  'figures of each thing': perThing,
  columns: 'FROM (DESCRIBE SELECT * FROM telemetry)',
};
type Question = keyof typeof questions;

interface Answer {
  columns: readonly string[];
  rows: readonly unknown[][];
}

const namesAndTypes = (answer: Answer) => answer.rows.map(([name, type]) => [name, type]);

describe('telemetry of the cloud and of one machine', () => {
  let folder: string;
  let lake: DuckDBConnection;
  let local: Readonly<Record<Question, Answer>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cord-both-homes-'));
    lake = await openLake(join(folder, 'lake'));
    local = askLocalHome(join(folder, 'local'));
  });
  afterAll(() => {
    lake?.closeSync();
    rmSync(folder, { recursive: true });
  });

  it('has the same columns in the same types', async () => {
    expect(namesAndTypes(local.columns)).toEqual(namesAndTypes(await ask(lake, questions.columns)));
  });

  it.each(['every column', 'figures of each thing'] as const)(
    'gives the same answer to the same SQL: %s',
    async (name) => {
      expect(local[name]).toMatchObject(await ask(lake, questions[name]));
      expect(local[name].rows.length).toBeGreaterThan(1);
    },
  );
});

async function ask(home: DuckDBConnection, sql: string): Promise<Answer> {
  const reader = await home.runAndReadAll(sql);
  const rows = reader.getRowsJS().map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value)));
  return { columns: reader.columnNames(), rows };
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

/** What the backend on one machine answers. */
function askLocalHome(folder: string): Readonly<Record<Question, Answer>> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  mkdirSync(folder);
  const rows = JSON.stringify(messages.map(toTelemetryRow));
  const sql = JSON.stringify(Object.values(questions));
  const script = ['--import', 'tsx', '--conditions=@cord/source', 'test/make-local-store.ts', folder, rows, sql];
  const run = spawnSync(process.execPath, script, { cwd: join(__dirname, '..'), encoding: 'utf8', env });
  if (run.status !== 0) throw new Error(run.stderr);
  const answers = JSON.parse(run.stdout) as Answer[];
  return Object.fromEntries(Object.keys(questions).map((name, at) => [name, answers[at]])) as Record<Question, Answer>;
}

async function insertAll(connection: DuckDBConnection, table: string): Promise<void> {
  for (const message of messages) {
    const row = toTelemetryRow(message) as Record<string, DuckDBValue>;
    const names = Object.keys(row);
    const values = names.map((name) => `$${name}`);
    await connection.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`, row);
  }
}
