import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryTelemetryStore } from '@cord/testing';
import { findLoss, LastKeptFile, readLastKept, rememberLastKept } from '../../src/stores/last-kept.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-last-kept-'));
  file = join(folder, 'last-kept');
});
afterEach(() => rm(folder, { recursive: true }));

const message = (receivedAtMs: number, thingName = 'pump') => ({ thingName, receivedAtMs, watts: 1 });

describe('the last message that was kept', () => {
  it('is remembered once the store has it', async () => {
    const memo = new LastKeptFile(file);
    const store = rememberLastKept(new MemoryTelemetryStore(), memo);
    await store.append([message(1, 'a thing with a long name'), message(2)]);
    await store.append([message(3)]);
    expect(await readLastKept(file)).toEqual({ thingName: 'pump', receivedAtMs: 3 });
    memo.close();
  });

  it('is not remembered where the store fails', async () => {
    const memo = new LastKeptFile(file);
    const broken = Object.assign(new MemoryTelemetryStore(), { append: () => Promise.reject(new Error('disk full')) });
    await expect(rememberLastKept(broken, memo).append([message(1)])).rejects.toThrow('disk full');
    expect(await readLastKept(file)).toBeUndefined();
    memo.close();
  });

  it.each(['', '{"thingName":"pump","receiv', 'null', '{"thingName":1,"receivedAtMs":1}', '{"thingName":"pump"}'])(
    'is nothing where the file holds %j',
    async (text) => {
      await writeFile(file, text);
      const lastKept = await readLastKept(file).catch(() => 'failed');
      expect(lastKept).toBeUndefined();
    },
  );

  it('is missed where the store does not have it', async () => {
    const history = new MemoryTelemetryStore();
    await history.append([message(1000)]);
    const ask = (receivedAtMs: number, oldestMs = 0) =>
      findLoss('cord.duckdb', { lastKept: { thingName: 'pump', receivedAtMs }, history, oldestMs });
    expect(await ask(1000)).toBeUndefined();
    expect(await ask(2000)).toContain('lacks what was kept last (pump at 1970-01-01T00:00:02.000Z)');
    // Retention may have removed it.
    expect(await ask(2000, 3000)).toBeUndefined();
  });
});
