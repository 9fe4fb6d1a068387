import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { telemetryQueries } from '@cord/fleet';
import { ask, AT_MS, batchOf, minutely, TestLakes } from './test-lake.js';

const lakes = new TestLakes();
afterEach(() => lakes.clear());

const limits = { limit: 1000, timeLimitMs: 20_000 };

describe('a question to the lake', () => {
  it.each(telemetryQueries.map(({ name, sql }) => [name, sql]))(
    'may be the saved one of the cloud, as it is: %s',
    async (_, sql) => {
      const lake = await lakes.open();
      const fromMs = Date.now() - 7_200_000;
      await lake.takeBatches([batchOf(0, minutely('pump', 100, fromMs))]);
      await lake.settle(60);
      const { rows } = await lake.answers.query(sql, limits);
      expect(rows.length).toBeGreaterThan(0);
      expect(new Set(rows.map(([thing]) => thing))).toEqual(new Set(['pump']));
    },
  );

  it.each([
    ['DROP VIEW telemetry', /expected a SELECT/],
    ['DELETE FROM hot', /expected a SELECT/],
    ["COPY (SELECT 1) TO 'out.csv'", /Permission Error|expected a SELECT/],
    ['SELECT 1; DROP TABLE hot', /2 statements/],
    ['', /./],
    ["SELECT * FROM read_csv('/etc/passwd')", /Permission Error/],
    ["SELECT * FROM read_text('/etc/passwd')", /Permission Error/],
    ["SELECT * FROM '/etc/passwd'", /Permission Error|Catalog Error/],
    ["SELECT * FROM glob('/etc/*')", /Permission Error/],
    ["ATTACH '/tmp/other.duckdb'", /expected a SELECT|Permission Error/],
    ['INSTALL httpfs', /expected a SELECT|Permission Error/],
    ["SET memory_limit = '100GB'", /expected a SELECT/],
    ['SET enable_external_access = true', /expected a SELECT/],
    ['SELCT 1', /syntax error/],
    ['SELECT nothing FROM telemetry', /not found in FROM clause/],
  ])('is refused where it is none: %s', async (sql, words) => {
    const lake = await lakes.open();
    await lake.takeBatches([batchOf(0, minutely('pump', 3))]);
    const refused = await lake.answers.query(sql, limits).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'sql-invalid', message: expect.stringMatching(words) });
    expect(await ask(lake, 'SELECT count(*) FROM telemetry')).toEqual([[3]]);
  });

  it('reaches no file outside of the lake, by whatever way', async () => {
    const folder = await lakes.createFolder();
    const lake = await lakes.open(folder);
    await writeFile(join(folder, 'api-key'), 'secret');
    await mkdir(join(folder, 'lake2'));
    await writeFile(join(folder, 'lake2', 'key'), 'secret');
    await symlink(join(folder, 'api-key'), join(folder, 'lake', 'link'));
    const ways = ['lake/../api-key', 'lake/./../api-key', 'lake//../api-key', 'lake2/key', 'lake/link', 'api-key'];
    const paths = ways.flatMap((way) => [`${folder}/${way}`, `file://${folder}/${way}`, `file:${folder}/${way}`]);
    for (const path of paths) {
      for (const read of ['read_text', 'read_blob', 'read_csv', 'read_json', 'read_parquet', 'glob', 'sniff_csv']) {
        const asked = lake.answers.query(`SELECT * FROM ${read}('${path}')`, limits);
        await expect(asked).rejects.toMatchObject({
          code: 'sql-invalid',
          message: expect.stringMatching(/Permission Error/),
        });
      }
    }
  });

  it('gets no more bytes than an answer may have, and hears that there are more', async () => {
    const lake = await lakes.open();
    const { rows, isCut } = await lake.answers.query("SELECT repeat('x', 100000) FROM range(100)", limits);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows).length).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(isCut).toBe(true);
  });

  it('gets no more rows than the limit, and hears that there are more', async () => {
    const lake = await lakes.open();
    await lake.takeBatches([batchOf(0, minutely('pump', 5000))]);
    const query = (limit: number) => lake.answers.query('SELECT watts FROM telemetry', { ...limits, limit });
    expect(await query(10)).toMatchObject({ columns: ['watts'], rows: { length: 10 }, isCut: true });
    expect(await query(5000)).toMatchObject({ rows: { length: 5000 }, isCut: false });
  });

  it('ends when its time is over, and holds up no message meanwhile', async () => {
    const lake = await lakes.open();
    await lake.takeBatches([batchOf(0, minutely('pump', 1000))]);
    const long =
      'SELECT count(*) FROM telemetry a, telemetry b, telemetry c, telemetry d WHERE a.watts + b.watts > c.watts';
    const ended = lake.answers.query(long, { limit: 1, timeLimitMs: 300 }).catch((error: unknown) => error);
    await lake.takeBatches([batchOf(1000, minutely('rack', 10))]);
    await lake.settle(1010);
    expect(await ended).toMatchObject({ code: 'too-long' });
    expect(await ask(lake, 'SELECT count(*) FROM telemetry')).toEqual([[1010]]);
  });

  it('gives numbers as numbers, and what JSON has no number for as text', async () => {
    const lake = await lakes.open();
    await lake.takeBatches([batchOf(0, [{ thingName: 'pump', receivedAtMs: AT_MS, watts: 1.5, relay: 'on' }])]);
    const sql = 'SELECT received_at, relay_on, watts, volts, 9007199254740993 AS big, [1, 2] AS list FROM telemetry';
    expect((await lake.answers.query(sql, limits)).rows).toEqual([
      [AT_MS, true, 1.5, null, '9007199254740993', [1, 2]],
    ]);
  });
});
