import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LakeService } from '../../src/lake/process/lake-service.js';
import { ask, AT_MS, batchOf, HOUR_MS, minutely, TestLakes, tidy } from './test-lake.js';

const lakes = new TestLakes();
let sound: string;
let rows: number;
/** Every message, as the sound lake gives it; by the file that holds it. */
let ofFile: Map<string, readonly string[]>;
let truth: readonly string[];

const NOW_MS = AT_MS + 3 * HOUR_MS;
const messages = async (lake: LakeService) => {
  const asked = await ask(lake, 'SELECT thing_name, received_at, relay_on, watts, watt_hours, day FROM telemetry');
  return asked.map((row) => JSON.stringify(row)).toSorted();
};

/** A file of every kind: a whole day, hours, parts, and roll-ups of both days. */
beforeAll(async () => {
  sound = await lakes.createFolder();
  const lake = await lakes.open(sound);
  rows = 0;
  const put = async (fromMs: number, count: number) => {
    const both = ['pump', 'rack'].flatMap((thing) => minutely(thing, count, fromMs));
    await lake.takeBatches([batchOf(rows, both)]);
    rows += both.length;
    await lake.settle(rows);
  };
  await put(AT_MS - 20 * HOUR_MS, 100);
  await tidy(lake, AT_MS + 24 * HOUR_MS);
  await put(AT_MS, 140);
  await tidy(lake, NOW_MS);
  await put(AT_MS + 140 * 60_000, 30);
  truth = await messages(lake);
  await lakes.close(lake);
  ofFile = new Map();
  for (const name of (await files(sound)).filter((each) => each.startsWith('telemetry/'))) {
    const folder = await lakes.createFolder();
    await cp(join(sound, 'lake', name), join(folder, 'lake', name), { recursive: true });
    const alone = await lakes.open(folder, { settledRows: rows });
    ofFile.set(name, await messages(alone));
    await lakes.close(alone);
  }
});
afterAll(() => lakes.clear());

async function files(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, 'lake'), { recursive: true });
  return names.filter((name) => /^(telemetry|minutes|hours|energy)\/.*\.parquet$/.test(name)).toSorted();
}

/** The same numbers for the same seed. Source: Park and Miller, 1988. */
function createRandom(seed: number): (below: number) => number {
  let state = seed * 7919 + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

type Damage = (bytes: Buffer, random: (below: number) => number) => Buffer;

const damages: Readonly<Record<string, Damage>> = {
  'a byte is another': (bytes, random) => {
    const at = random(bytes.length);
    bytes.writeUInt8((bytes.readUInt8(at) + 1 + random(255)) % 256, at);
    return bytes;
  },
  'a byte of its end is another': (bytes, random) => {
    const at = bytes.length - 1 - random(Math.min(bytes.length, 600));
    bytes.writeUInt8((bytes.readUInt8(at) + 1 + random(255)) % 256, at);
    return bytes;
  },
  'it is cut short': (bytes, random) => bytes.subarray(0, random(bytes.length)),
  'it is empty': () => Buffer.alloc(0),
  'it holds something else': (bytes, random) => Buffer.from(bytes.map(() => random(256))),
};

const cases = Object.entries(damages).flatMap(([what, damage]) =>
  Array.from({ length: 8 }, (_, seed) => ({ what, damage, seed })),
);

async function copySound(): Promise<string> {
  const folder = await lakes.createFolder();
  await cp(sound, folder, { recursive: true });
  return folder;
}

describe('a file of the lake', () => {
  it.each(cases)('is set aside where $what (seed $seed), and all other messages live on', async ({ damage, seed }) => {
    const random = createRandom(seed + 1);
    const folder = await copySound();
    const names = await files(folder);
    const name = names[random(names.length)] ?? '';
    const file = join(folder, 'lake', name);
    await writeFile(file, damage(await readFile(file), random));

    lakes.notices.length = 0;
    const lake = await lakes.open(folder, { settledRows: rows });
    const lost = new Set(ofFile.get(name));
    const expected = truth.filter((message) => !lost.has(message));
    expect(await messages(lake)).toEqual(expected);
    await tidy(lake, NOW_MS);
    expect(await messages(lake)).toEqual(expected);
    expect(lakes.notices).toEqual([
      expect.stringMatching(/of the lake is damaged: up to \d+ rows lost; set aside as /),
    ]);
    expect(lakes.notices[0]).toContain(name);
    const asides = (await readdir(join(folder, 'lake'), { recursive: true })).filter((each) =>
      each.includes('.damaged-'),
    );
    expect(asides).toEqual([expect.stringContaining(name)]);
    await lakes.close(lake);
  });

  it('is found damaged while the lake is open, by whoever asks for it, and is asked past', async () => {
    const folder = await copySound();
    const lake = await lakes.open(folder, { settledRows: rows });
    const name = [...ofFile.keys()].find((each) => each.includes('/day-')) ?? '';
    await truncate(join(folder, 'lake', name), 100);
    const lost = new Set(ofFile.get(name));
    expect(await messages(lake)).toEqual(truth.filter((message) => !lost.has(message)));
    expect(lakes.notices.at(-1)).toContain(`up to ${lost.size} rows lost`);
    await lakes.close(lake);
  });

  it('may be gone while the lake is open: that is told, and the rest lives on', async () => {
    const folder = await copySound();
    const lake = await lakes.open(folder, { settledRows: rows });
    const name = [...ofFile.keys()].find((each) => each.includes('/hour-')) ?? '';
    await rm(join(folder, 'lake', name));
    const lost = new Set(ofFile.get(name));
    expect(await messages(lake)).toEqual(truth.filter((message) => !lost.has(message)));
    expect(lakes.notices.at(-1)).toContain(`${name} of the lake is gone: up to ${lost.size} rows lost`);
    await lakes.close(lake);
  });

  it('is made again from messages where it is a roll-up that was damaged', async () => {
    const folder = await copySound();
    for (const name of (await files(folder)).filter((each) => /^(minutes|hours|energy)\//.test(each))) {
      await truncate(join(folder, 'lake', name), 50);
    }
    const views = ['telemetry_minutes', 'telemetry_hours', 'energy_parts'];
    const figures = async (lake: LakeService) =>
      Promise.all(views.map((view) => ask(lake, `SELECT * EXCLUDE (day) FROM ${view} ORDER BY ALL`)));
    const [whole, damaged] = await Promise.all([
      lakes.open(await copySound(), { settledRows: rows }),
      lakes.open(folder, { settledRows: rows }),
    ]);
    await tidy(damaged, NOW_MS);
    expect(await figures(damaged)).toEqual(await figures(whole));
    expect((await figures(whole)).every((rowsOfView) => rowsOfView.length > 0)).toBe(true);
    await lakes.close(whole);
    await lakes.close(damaged);
  });
});
