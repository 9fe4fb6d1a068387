import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type Json } from '@duckdb/node-api';
import { dayColumn, lakeColumns } from '../../src/telemetry/lake-columns.js';
import { telemetryQueries } from '../../src/telemetry/telemetry-queries.js';

/** The lake without AWS: Parquet files by day with the table's columns, and Athena's functions that DuckDB names differently. */
describe('the saved queries, over Parquet files of the lake', () => {
  let folder: string;
  let lake: DuckDBConnection;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cord-lake-'));
    lake = await (await DuckDBInstance.create(':memory:')).connect();
    await lake.run("SET TimeZone = 'UTC'");
    await lake.run('CREATE MACRO from_unixtime(seconds) AS to_timestamp(seconds)');
  });
  afterAll(() => {
    lake.closeSync();
    rmSync(folder, { recursive: true });
  });

  it('tell mean and highest watts of every minute', async () => {
    await fill([
      { thing_name: 'pump', at: '10:00:05', watts: 100 },
      { thing_name: 'pump', at: '10:00:55', watts: 300 },
      { thing_name: 'pump', at: '10:01:00', watts: 50 },
      { thing_name: 'rack', at: '10:00:00', watts: 7.5 },
      { thing_name: 'rack', at: '10:00:30' },
    ]);
    expect(await ask('watts-per-minute')).toEqual([
      { thing_name: 'pump', minute: `${today} 10:00:00`, watts: 200, highest_watts: 300 },
      { thing_name: 'pump', minute: `${today} 10:01:00`, watts: 50, highest_watts: 50 },
      { thing_name: 'rack', minute: `${today} 10:00:00`, watts: 7.5, highest_watts: 7.5 },
    ]);
  });

  it('tell kilowatt hours from the meter, whatever came twice and however often it started anew', async () => {
    await fill([
      { thing_name: 'pump', at: '10:00:00', watt_hours: 5000 },
      { thing_name: 'pump', at: '11:00:00', watt_hours: 6500 },
      { thing_name: 'pump', at: '11:00:00', watt_hours: 6500 },
      { thing_name: 'pump', at: '12:00:00', watt_hours: 250 },
      { thing_name: 'rack', at: '10:00:00', watt_hours: 77 },
    ]);
    expect(await ask('kilowatt-hours-per-day')).toEqual([
      { thing_name: 'pump', day: today, kilowatt_hours: 1.75 },
      { thing_name: 'rack', day: today, kilowatt_hours: 0 },
    ]);
  });

  it('tell the share of time under load, and count no silence as load', async () => {
    await fill([
      { thing_name: 'pump', at: '10:00:00', watts: 400 },
      { thing_name: 'pump', at: '10:05:00', watts: 0 },
      { thing_name: 'pump', at: '10:15:00', watts: 400 },
      { thing_name: 'pump', at: '18:00:00', watts: 0 },
    ]);
    // 5 min on, 10 min off, then on and silent: 15 min of it count.
    expect(await ask('duty-cycle')).toEqual([
      { thing_name: 'pump', day: today, duty_cycle: 0.6667, observed_hours: 0.5 },
    ]);
  });

  it('tell who has been silent longest, and what each said last', async () => {
    await fill([
      { thing_name: 'pump', at: '10:00:00', watts: 400, relay_on: true },
      { thing_name: 'pump', at: '10:01:00', watts: 0, relay_on: false },
      { thing_name: 'rack', at: '09:00:00', watts: 7.5, relay_on: true },
    ]);
    expect(await ask('last-seen')).toEqual([
      { thing_name: 'rack', last_seen: `${today} 09:00:00`, relay_on: true, watts: 7.5 },
      { thing_name: 'pump', last_seen: `${today} 10:01:00`, relay_on: false, watts: 0 },
    ]);
  });

  it('read nothing of a day before those they are about', async () => {
    await fill([{ thing_name: 'pump', at: '10:00:00', watts: 400, watt_hours: 5000 }], '2026-01-15');
    for (const { name } of telemetryQueries) expect(await ask(name)).toEqual([]);
  });

  // The day a run begins on: one that goes on over midnight still finds it among the last days.
  const today = new Date().toISOString().slice(0, 10);

  /** Writes the messages of one day as the delivery stream does. */
  async function fill(messages: readonly (Record<string, Json> & { at: string })[], day = today): Promise<void> {
    rmSync(join(folder, 'telemetry'), { recursive: true, force: true });
    const columns = lakeColumns.map(({ name, type }) => `${name} ${type.inputString.replace('string', 'varchar')}`);
    await lake.run(`CREATE OR REPLACE TABLE messages (${columns.join(', ')})`);
    for (const { at, ...message } of messages) {
      const row = { ...message, received_at: Date.parse(`${day}T${at}Z`) };
      const names = Object.keys(row);
      await lake.run(
        `INSERT INTO messages (${names.join(', ')}) VALUES (${names.map((each) => `$${each}`).join(', ')})`,
        row,
      );
    }
    await lake.run(`COPY (SELECT *, '${day}' AS ${dayColumn.name} FROM messages) TO '${folder}/telemetry'
      (FORMAT parquet, PARTITION_BY (${dayColumn.name}))`);
    await lake.run(`CREATE OR REPLACE VIEW telemetry AS SELECT * FROM read_parquet('${folder}/telemetry/*/*.parquet',
      hive_partitioning = true, hive_types = { ${dayColumn.name}: varchar })`);
  }

  async function ask(name: string): Promise<unknown> {
    const query = telemetryQueries.find((each) => each.name === name);
    return (await lake.runAndReadAll(query?.sql ?? '')).getRowObjectsJson();
  }
});
