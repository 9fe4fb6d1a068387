import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { telemetryColumns } from '@cord/fleet';
import { openDatabase } from '../../src/earlier-database/open-database.js';
import { duckDbSteps } from '../../src/earlier-database/migrations/duckdb-steps.js';
import type { Migration } from '../../src/earlier-database/migrations/migrate-store.js';
import { TestLakes } from '../lake/test-lake.js';
import { earlierDatabases, readTable, writeDatabase } from './earlier-database.js';

const NEWEST = duckDbSteps.length;
const earlierVersions = Array.from({ length: NEWEST }, (_, version) => version);

const lakes = new TestLakes();
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-migration-'));
  file = join(folder, 'cord.duckdb');
});
afterEach(async () => {
  await lakes.clear();
  await rm(folder, { recursive: true });
});

async function takeAlong(): Promise<Migration[]> {
  const migrations: Migration[] = [];
  (await openDatabase(file, { onMigrated: (migration) => migrations.push(migration) })).closeSync();
  return migrations;
}

/** By what the lake and the heart take over from it. */
async function expectEverythingKept(): Promise<void> {
  const lake = await lakes.open();
  const { messages, things, certificates, alertStates, alerts } = await lake.importDatabase(file);
  const range = { fromMs: Date.parse('2026-01-15T00:00:00Z'), toMs: Date.parse('2026-01-16T00:00:00Z'), limit: 10 };
  const read = (name: string) => lake.answers.readRaw({ thingName: name, ...range }, 10_000);
  expect(messages).toBe(3);
  expect(await read('pump')).toStrictEqual([
    {
      thingName: 'pump',
      receivedAtMs: Date.parse('2026-01-15T08:00:00.123Z'),
      relay: 'on',
      volts: 119.1,
      amps: 0.14,
      watts: 10.4,
      powerFactorPercent: 63,
      wattHours: 12.5,
    },
    {
      thingName: 'pump',
      receivedAtMs: Date.parse('2026-01-15T08:00:01Z'),
      relay: 'off',
      volts: 119.2,
      amps: 0,
      watts: 0,
      wattHours: 12.6,
    },
  ]);
  expect(await read('rack')).toStrictEqual([
    { thingName: 'rack', receivedAtMs: Date.parse('2026-01-15T08:00:02Z'), watts: 5.5 },
  ]);
  const createdAtMs = Date.parse('2026-01-15T08:00:00Z');
  expect(things).toEqual([
    { thingName: 'pump', attributes: { uniqueId: '01' }, createdAtMs, certificateIds: ['abcd'] },
  ]);
  expect(certificates).toMatchObject([
    { certificateId: 'abcd', isActive: true, hasPolicy: true, thingNames: ['pump'] },
  ]);
  const state = { phase: 'ok', sinceMs: 1_768_464_001_000 };
  expect(alertStates).toEqual([{ thresholdId: 'load-on', thingName: 'pump', state }]);
  expect(alerts).toMatchObject([{ thresholdId: 'load-on', raisedAtMs: 1_768_464_000_123 }]);
  await lakes.close(lake);
}

describe('a database of an earlier version', () => {
  it('is there to be tried for each', () => {
    expect(Object.keys(earlierDatabases).map(Number)).toEqual(earlierVersions);
  });

  it.each(earlierVersions)('is taken along from version %d with everything in it, once', async (version) => {
    await writeDatabase(file, earlierDatabases[version] ?? '');
    expect(await takeAlong()).toEqual([{ from: version, to: NEWEST, copy: `${file}.v${version}` }]);
    expect(await readTable(file, 'schema_version')).toEqual([{ version: NEWEST }]);
    await expectEverythingKept();
    expect(await takeAlong()).toEqual([]);
    await expectEverythingKept();
  });

  it.each(earlierVersions)('lies beside it as it was at version %d, and can be put back', async (version) => {
    await writeDatabase(file, earlierDatabases[version] ?? '');
    const tables = ['schema_version', 'things', 'certificates', 'thing_certificates', 'telemetry', 'alert_states'];
    const readAll = async (from: string) => {
      const read = [];
      for (const table of [...tables, 'alerts']) read.push(await readTable(from, table));
      return read;
    };
    const before = await readAll(file);
    await takeAlong();
    expect(await readAll(`${file}.v${version}`)).toEqual(before);
    expect((await readdir(folder)).toSorted()).toEqual(['cord.duckdb', `cord.duckdb.v${version}`]);
    await copyFile(`${file}.v${version}`, file);
    await takeAlong();
    await expectEverythingKept();
  });

  it.each(earlierVersions)('stays as it was at version %d where a step fails, its copy beside it', async (version) => {
    await writeDatabase(file, earlierDatabases[version] ?? '');
    const failing = {
      number: version + 1,
      name: 'into the void',
      up: async (connection: { run: (sql: string) => Promise<unknown> }) => {
        await connection.run('DROP TABLE telemetry');
        await connection.run('DELETE FROM things');
        throw new Error('disk full');
      },
    };
    await expect(openDatabase(file, { steps: [...duckDbSteps.slice(0, version), failing] })).rejects.toMatchObject({
      code: 'data-folder-not-migrated',
      message: expect.stringContaining(
        `stands at version ${version}, and a copy from before lies at ${file}.v${version}`,
      ),
    });
    expect(await readTable(file, 'schema_version')).toEqual([{ version }]);
    expect(await readTable(`${file}.v${version}`, 'schema_version')).toEqual([{ version }]);
    await takeAlong();
    await expectEverythingKept();
  });

  it.each([...earlierVersions, NEWEST])('goes on where a process ended in the step after version %d', async (after) => {
    await writeDatabase(file, earlierDatabases[0] ?? '');
    const child = fork(new URL('die-half-way.mts', import.meta.url), [file, String(after)], {
      execArgv: ['--conditions=@cord/source', '--import', 'tsx'],
      stdio: 'ignore',
    });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect(await readTable(file, 'schema_version')).toEqual([{ version: after }]);
    await takeAlong();
    expect(await readTable(file, 'schema_version')).toEqual([{ version: NEWEST }]);
    await expectEverythingKept();
  });

  it('puts a whole copy aside even where one broke off before', async () => {
    await writeDatabase(file, earlierDatabases[1] ?? '');
    await writeFile(`${file}.v1.draft`, 'half of a copy');
    await writeFile(`${file}.v1`, 'an older copy');
    await takeAlong();
    expect(await readTable(`${file}.v1`, 'schema_version')).toEqual([{ version: 1 }]);
    expect((await readdir(folder)).toSorted()).toEqual(['cord.duckdb', 'cord.duckdb.v1']);
  });
});

describe('openDatabase', () => {
  it('starts a new file at the newest version, in the columns of the table of metrics', async () => {
    expect(await takeAlong()).toEqual([]);
    expect(await readTable(file, 'schema_version')).toEqual([{ version: NEWEST }]);
    const sqlTypes = { text: 'VARCHAR', integer: 'BIGINT', boolean: 'BOOLEAN', double: 'DOUBLE' };
    expect(await readTable(file, '(SELECT column_name, column_type FROM (DESCRIBE telemetry))')).toEqual(
      telemetryColumns.map(({ name, type }) => ({ column_name: name, column_type: sqlTypes[type] })),
    );
  });

  it.each([
    ['has no version', 'DELETE FROM schema_version', 'holds data but no version of it'],
    ['has no table for the version', 'DROP TABLE schema_version', 'holds data but no version of it'],
    ['has a negative version', 'UPDATE schema_version SET version = -1', 'is -1, expected one whole number from 0'],
    ['has two versions', 'INSERT INTO schema_version VALUES (9)', 'is 1 and 9, expected one whole number from 0'],
    [
      'has a version that is no number',
      `DROP TABLE schema_version; CREATE TABLE schema_version AS SELECT 'one' AS version`,
      'is one, expected one whole number from 0',
    ],
  ])('rejects a file that %s, and leaves it alone', async (_, damage, words) => {
    await writeDatabase(file, `${earlierDatabases[1]}; ${damage}`);
    await expect(openDatabase(file)).rejects.toMatchObject({
      code: 'data-folder-damaged',
      message: expect.stringContaining(words),
    });
    expect(await readdir(folder)).toEqual(['cord.duckdb']);
    expect(await readTable(file, 'telemetry')).toHaveLength(3);
  });

  it.each([
    ['is empty', ''],
    ['is something else', 'hello, world'.repeat(2000)],
  ])('rejects a file that %s', async (_, text) => {
    await writeFile(file, text);
    await expect(openDatabase(file)).rejects.toMatchObject({
      code: 'data-folder-damaged',
      message: expect.stringContaining(file),
    });
  });
});
