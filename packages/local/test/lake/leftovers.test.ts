import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask, AT_MS, batchOf, HOUR_MS, minutely, TestLakes, tidy } from './test-lake.js';

const lakes = new TestLakes();
afterEach(() => lakes.clear());

const NEXT_DAY_MS = AT_MS + 48 * HOUR_MS;
const count = 'SELECT count(*), count(DISTINCT received_at) FROM telemetry';

async function names(folder: string): Promise<readonly string[]> {
  const all = await readdir(join(folder, 'lake'), { recursive: true });
  return all.filter((name) => /^(telemetry|minutes|hours|energy)\/.*\//.test(name)).toSorted();
}

/** Brings back files of a copy that are gone since, as if the power had gone before they were removed. */
async function bringBack(copy: string, folder: string): Promise<number> {
  const there = new Set(await names(folder));
  const gone = (await names(copy)).filter((name) => !there.has(name));
  await Promise.all(gone.map((name) => cp(join(copy, 'lake', name), join(folder, 'lake', name))));
  return gone.length;
}

async function copyOf(folder: string): Promise<string> {
  const copy = await lakes.createFolder();
  await cp(folder, copy, { recursive: true });
  return copy;
}

describe('a lake that was ended in the middle', () => {
  it('has not merged what the heart still holds, and takes that from the heart again', async () => {
    const folder = await lakes.createFolder();
    const lake = await lakes.open(folder);
    const [first, second] = [batchOf(0, minutely('pump', 30)), batchOf(30, minutely('pump', 30, AT_MS + 1_800_000))];
    await lake.takeBatches([first, second]);
    await lake.settle(30);
    await lake.settle(60);
    // The heart heard of the first alone.
    await lake.tidy(NEXT_DAY_MS, 30);
    await lakes.close(lake);
    const again = await lakes.open(folder, { settledRows: 30 });
    expect(await ask(again, count)).toEqual([[30, 30]]);
    await again.takeBatches([second]);
    expect(await ask(again, count)).toEqual([[60, 60]]);
    await again.settle(60);
    await tidy(again, NEXT_DAY_MS);
    expect(await ask(again, count)).toEqual([[60, 60]]);
  });

  it.each([
    ['parts that lie in a merged hour', AT_MS + 2 * HOUR_MS],
    ['hours and parts that lie in a merged day', NEXT_DAY_MS],
  ])('does not count %s, and removes them', async (_, nowMs) => {
    const folder = await lakes.createFolder();
    const lake = await lakes.open(folder);
    await lake.takeBatches([batchOf(0, minutely('pump', 120))]);
    for (const rows of [40, 80, 120]) await lake.settle(rows);
    const parts = await copyOf(folder);
    await tidy(lake, AT_MS + 2.5 * HOUR_MS);
    const hours = await copyOf(folder);
    await tidy(lake, nowMs);
    await lakes.close(lake);
    const whole = await names(folder);
    expect((await bringBack(parts, folder)) + (await bringBack(hours, folder))).toBeGreaterThan(0);
    const again = await lakes.open(folder, { settledRows: 120 });
    expect(await ask(again, count)).toEqual([[120, 120]]);
    expect(await names(folder)).toEqual(whole);
  });

  it('counts the newest of two roll-ups of a day', async () => {
    const folder = await lakes.createFolder();
    const lake = await lakes.open(folder);
    await lake.takeBatches([batchOf(0, minutely('pump', 120))]);
    await lake.settle(60);
    await tidy(lake, AT_MS + 1.5 * HOUR_MS);
    const early = await copyOf(folder);
    await lake.settle(120);
    await tidy(lake, AT_MS + 2.5 * HOUR_MS);
    await lakes.close(lake);
    await bringBack(early, folder);
    const again = await lakes.open(folder, { settledRows: 120 });
    expect(await ask(again, 'SELECT sum(samples) FROM telemetry_minutes')).toEqual([[120]]);
    expect(await ask(again, 'SELECT round(sum(watt_hours), 1) FROM energy_parts')).toEqual([[119]]);
  });

  it('removes what was being written', async () => {
    const folder = await lakes.createFolder();
    const day = join(folder, 'lake', 'telemetry', 'day=2026-01-15');
    await mkdir(day, { recursive: true });
    await writeFile(join(day, 'draft-1'), 'half a file');
    await lakes.open(folder);
    expect(await readdir(day)).toEqual([]);
  });

  it('opens where its lock was cut short', async () => {
    const folder = await lakes.createFolder();
    await mkdir(join(folder, 'lake'));
    await writeFile(join(folder, 'lake', 'lock'), 'no database');
    const lake = await lakes.open(folder);
    expect(await ask(lake, 'SELECT 1')).toEqual([[1]]);
  });

  it.each([
    ['parts', AT_MS],
    ['merged hours', AT_MS + 3 * HOUR_MS],
    ['a merged day', NEXT_DAY_MS],
  ])('says how many rows lie in %s, where the heart has lost it', async (_, nowMs) => {
    const folder = await lakes.createFolder();
    const lake = await lakes.open(folder);
    await lake.takeBatches([batchOf(0, minutely('pump', 120))]);
    for (const rows of [50, 120]) await lake.settle(rows);
    await tidy(lake, nowMs);
    await lakes.close(lake);
    const again = await lakes.open(folder, { settledRows: 0, isHeartWhole: false });
    expect(again.settledRows).toBe(120);
    expect(await ask(again, count)).toEqual([[120, 120]]);
    await again.takeBatches([batchOf(50, minutely('pump', 70, AT_MS + 50 * 60_000))]);
    expect(await ask(again, count)).toEqual([[120, 120]]);
  });
});

describe('messages that are handed over while the lake is at its work', () => {
  it('are neither lost nor doubled, and wait for none of it', async () => {
    const lake = await lakes.open();
    let rows = 0;
    const work: Promise<void>[] = [];
    for (let hour = 0; hour < 12; hour += 1) {
      for (let part = 0; part < 10; part += 1) {
        const messages = minutely(`cord-${hour}-${part}`, 60, AT_MS + hour * HOUR_MS);
        await lake.takeBatches([batchOf(rows, messages)]);
        rows += messages.length;
        const [end, seen] = [rows, rows];
        work.push(lake.settle(end).then(() => lake.tidy(AT_MS + (hour + 1.5) * HOUR_MS, end)));
        expect(await ask(lake, 'SELECT count(*) FROM telemetry')).toEqual([[seen]]);
      }
    }
    await Promise.all(work);
    await tidy(lake, NEXT_DAY_MS);
    const figures = 'SELECT count(*), count(DISTINCT thing_name || received_at) FROM telemetry';
    expect(await ask(lake, figures)).toEqual([[rows, rows]]);
    expect(await ask(lake, 'SELECT sum(samples), count(*) FROM telemetry_minutes')).toEqual([[rows, rows]]);
  });
});
