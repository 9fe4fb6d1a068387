import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Lake } from '../../src/lake/lake.js';
import { FakeHeart } from './fake-heart.js';
import { AT_MS, HOUR_MS, minutely } from './test-lake.js';

let folder: string;
const opened: Lake[] = [];
const backends: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-killed-lake-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((lake) => lake.close()));
  for (const backend of backends.splice(0)) backend.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function start(heart: FakeHeart): Promise<Lake> {
  const { lake } = await Lake.start(heart.optionsFor(join(folder, 'lake')));
  opened.push(lake);
  return lake;
}

/** Asks until it answers: it begins anew by itself. */
async function ask(lake: Lake, sql: string): Promise<readonly (readonly unknown[])[]> {
  for (;;) {
    const answer = await lake.query(sql, { limit: 10_000, timeLimitMs: 20_000 }).catch((error: { code: string }) => {
      if (error.code !== 'lake-down') throw error;
      return undefined;
    });
    if (answer !== undefined) return answer.rows;
    await pause(20);
  }
}

function kill(processId: number | undefined): void {
  if (processId !== undefined) process.kill(processId, 'SIGKILL');
}

const counts = 'SELECT count(*), count(DISTINCT thing_name || received_at), sum(watt_hours) FROM telemetry';
const HOURS = 8;

describe('the process of the lake, killed again and again', () => {
  it.each([1, 2, 3])('loses and doubles no message, in files and out of them (seed %d)', async (seed) => {
    const heart = new FakeHeart();
    const lake = await start(heart);
    let sum = 0;
    let state = seed * 7919;
    const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    for (let hour = 0; hour < HOURS; hour += 1) {
      const messages = ['pump', 'rack'].flatMap((thing) => minutely(thing, 60, AT_MS + hour * HOUR_MS));
      for (const { wattHours = 0 } of messages) sum += wattHours;
      const batch = heart.keep(messages);
      const { rows } = heart;
      const work = lake
        .takeBatches([batch])
        .then(() => lake.settle(rows))
        .then(() => heart.settle(rows))
        .then(() => lake.tidy(AT_MS + (hour + 1.5) * HOUR_MS, heart.settledRows))
        .catch(() => {});
      const { processId } = lake;
      if (processId !== undefined) await Promise.race([work, pause(random(60)).then(() => kill(processId))]);
      await work;
      expect(await ask(lake, counts)).toEqual([[heart.rows, heart.rows, sum]]);
    }
    await lake.settle(heart.rows);
    heart.settle(heart.rows);
    await lake.tidy(AT_MS + 100 * HOUR_MS, heart.settledRows);
    expect(await ask(lake, counts)).toEqual([[heart.rows, heart.rows, sum]]);
    expect(await ask(lake, 'SELECT sum(samples) FROM telemetry_minutes')).toEqual([[heart.rows]]);
    expect(heart.notices).toEqual([]);
    const left = await readdir(join(folder, 'lake', 'telemetry'), { recursive: true });
    expect(left.filter((name) => /draft|part-/.test(name))).toEqual([]);
  });

  it('refuses at once what is under way, and what is asked while it is not there', async () => {
    const heart = new FakeHeart();
    const lake = await start(heart);
    const underWay = lake.query('SELECT count(*) FROM range(1000000000000)', { limit: 1, timeLimitMs: 60_000 });
    kill(lake.processId);
    await expect(underWay).rejects.toMatchObject({ code: 'lake-down' });
    await expect(lake.readLatest()).rejects.toMatchObject({ code: 'lake-down' });
    expect(await ask(lake, 'SELECT 1')).toEqual([[1]]);
    expect(heart.failures).toEqual([
      expect.stringMatching(/the process of the lake ended \(SIGKILL\); it is begun anew/),
    ]);
  });

  it('ends by itself where it could not take messages, and gets all of them anew', async () => {
    const heart = new FakeHeart();
    const lake = await start(heart);
    const batch = heart.keep(minutely('pump', 10));
    const damaged = { ...batch, record: batch.record.subarray(0, 20) };
    await expect(lake.takeBatches([damaged])).rejects.toThrow(/checksum/);
    expect(await ask(lake, 'SELECT count(*) FROM telemetry')).toEqual([[10]]);
  });
});

async function startBackend(): Promise<{ backend: ChildProcess; lakeProcessId: number }> {
  const backend = fork(new URL('run-lake.mts', import.meta.url), [join(folder, 'lake')], {
    execArgv: ['--conditions=@cord/source', '--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  backends.push(backend);
  const [{ lakeProcessId }] = (await once(backend, 'message')) as [{ lakeProcessId: number }];
  return { backend, lakeProcessId };
}

/** One that has ended and that nobody asked for how, as its backend is gone, is listed as Z. */
function isRunning(processId: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(processId)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout.trim());
}

async function killBackend(backend: ChildProcess): Promise<void> {
  const ended = once(backend, 'exit');
  backend.kill('SIGKILL');
  await ended;
}

describe('a backend that is killed', () => {
  it('takes the process of its lake with it, whatever that is at', async () => {
    const { backend, lakeProcessId } = await startBackend();
    await killBackend(backend);
    expect(isRunning(backend.pid ?? 0)).toBe(false);
    const lake = await start(new FakeHeart());
    // It has the lake: so the other one has not.
    expect(isRunning(lakeProcessId)).toBe(false);
    expect(await ask(lake, 'SELECT count(*) FROM telemetry')).toEqual([[0]]);
  });

  it('leaves none that writes once another backend has the lake, even where it does not hear of its end', async () => {
    const { backend, lakeProcessId } = await startBackend();
    process.kill(lakeProcessId, 'SIGSTOP');
    expect(isRunning(lakeProcessId)).toBe(true);
    await killBackend(backend);
    const lake = await start(new FakeHeart());
    expect(await ask(lake, 'SELECT count(*) FROM telemetry')).toEqual([[0]]);
    expect(isRunning(lakeProcessId)).toBe(false);
  });
});
