import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Lake } from '../../src/lake/lake.js';
import { earlierDatabases, writeDatabase } from '../earlier-database/earlier-database.js';
import { FakeHeart } from './fake-heart.js';
import { ask, AT_MS, batchOf, HOUR_MS, minutely, TestLakes, tidy } from './test-lake.js';

const lakes = new TestLakes();
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-import-'));
  file = join(folder, 'cord.duckdb');
});
afterEach(async () => {
  await lakes.clear();
  await rm(folder, { recursive: true });
});

const DAYS = 3;
/** One message in 20 s of two things, each of its own second. */
const many = `${earlierDatabases[1] ?? ''}
  DELETE FROM telemetry;
  INSERT INTO telemetry SELECT thing, make_timestamp((${AT_MS} + second * 20000) * 1000), 'on', 120, 1, second % 97, 90, second / 10
    FROM (VALUES ('pump'), ('rack')) AS things(thing), range(${(DAYS * 86_400) / 20}) AS seconds(second);`;
const ROWS = (2 * DAYS * 86_400) / 20;
const counts = 'SELECT count(*), count(DISTINCT thing_name || received_at), sum(watts) FROM telemetry';

describe('the database of an earlier version', () => {
  it('is taken in once, however often its taking was ended by a kill', async () => {
    await writeDatabase(file, many);
    const truth = await lakes.open();
    await copyFile(file, join(folder, 'copy.duckdb'));
    expect((await truth.importDatabase(join(folder, 'copy.duckdb'))).messages).toBe(ROWS);
    const expected = await ask(truth, counts);

    const heart = new FakeHeart();
    const { lake } = await Lake.start(heart.optionsFor(join(folder, 'lake')));
    try {
      let isOver = false;
      for (let round = 0; !isOver; round += 1) {
        const importing = lake.importDatabase(file).then(
          () => true,
          () => false,
        );
        const { processId } = lake;
        if (processId !== undefined) {
          await Promise.race([importing, pause(50 + round * 60).then(() => process.kill(processId, 'SIGKILL'))]);
        }
        isOver = await importing;
        if (!isOver) await untilUp(() => lake.readLatest());
      }
      const { rows } = await untilUp(() => lake.query(counts, { limit: 1, timeLimitMs: 20_000 }));
      expect(rows).toEqual(expected);
      expect(rows[0]?.slice(0, 2)).toEqual([ROWS, ROWS]);
      expect(heart.failures.length).toBeGreaterThan(0);
    } finally {
      await lake.close();
    }
  });

  it('is added to what the lake has of the same hours from elsewhere', async () => {
    await writeDatabase(file, many);
    const lake = await lakes.open();
    await lake.importDatabase(file);
    await tidy(lake, AT_MS + 2 * HOUR_MS);
    // An earlier version ran once more, and left a database of its own.
    const other = join(folder, 'other.duckdb');
    await writeDatabase(other, earlierDatabases[1] ?? '');
    expect((await lake.importDatabase(other)).messages).toBe(3);
    expect(await ask(lake, 'SELECT count(*) FROM telemetry')).toEqual([[ROWS + 3]]);
    await lake.importDatabase(other);
    expect(await ask(lake, 'SELECT count(*) FROM telemetry')).toEqual([[ROWS + 3]]);
    await tidy(lake, AT_MS + 200 * HOUR_MS);
    expect(await ask(lake, 'SELECT count(*), sum(samples) FROM telemetry_hours')).toEqual([[2 * DAYS * 24, ROWS + 3]]);
  });

  it('goes on with messages that come afterwards, in one history', async () => {
    await writeDatabase(file, many);
    const lake = await lakes.open();
    await lake.importDatabase(file);
    const atMs = AT_MS + DAYS * 24 * HOUR_MS;
    await lake.takeBatches([batchOf(0, minutely('pump', 60, atMs))]);
    await lake.settle(60);
    await tidy(lake, atMs + 48 * HOUR_MS);
    const range = { thingName: 'pump', fromMs: atMs - 60_000, toMs: atMs + 60_000, limit: 10 };
    expect((await lake.answers.readRaw(range, 10_000)).map(({ receivedAtMs }) => receivedAtMs - atMs)).toEqual([
      -60_000, -40_000, -20_000, 0,
    ]);
  });
});

/** Asks until the process is there. */
async function untilUp<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await work().catch((error: { code: string }) => {
      if (error.code !== 'lake-down') throw error;
      return undefined;
    });
    if (answer !== undefined) return answer;
    await pause(20);
  }
}
