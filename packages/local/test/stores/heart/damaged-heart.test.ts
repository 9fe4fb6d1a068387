import { copyFile, cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles } from '../../../src/stores/heart/level-folder.js';
import type { HeartLoss } from '../../../src/stores/heart/load-heart.js';
import { TestStores } from '../open-test-stores.js';

const testStores = new TestStores();
afterEach(() => testStores.clear());

const THINGS = 40;
const ROWS = 3000;
/** Known by its name what it should hold. */
const thing = (number: number) => ({ thingName: `thing-${number}`, attributes: { number: String(number) } });

/** A folder with tables of LevelDB as well as a log. */
async function fill(folder: string): Promise<void> {
  const first = await testStores.open(folder);
  for (let number = 0; number < THINGS / 2; number += 1) await first.registry.createThing(thing(number));
  await first.close();
  const again = await testStores.open(folder);
  for (let number = THINGS / 2; number < THINGS; number += 1) await again.registry.createThing(thing(number));
  for (let group = 0; group < ROWS / 100; group += 1) {
    await again.messages.change((change) => {
      for (let each = 0; each < 100; each += 1) {
        change.keepTelemetry({ thingName: `thing-${each % THINGS}`, receivedAtMs: group * 100 + each, watts: each });
      }
    });
  }
  await again.close();
}

/** The same numbers at every run. */
function createChance(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

async function damage(file: string, kind: number, chance: (most: number) => number): Promise<string> {
  const bytes = await readFile(file);
  const at = chance(bytes.length);
  if (kind === 0) {
    bytes[at]! ^= 1 << chance(8);
    await rm(file);
    await writeFile(file, bytes);
    return `bit at ${at}`;
  }
  const length = kind === 1 ? at : 0;
  await copyFile(file, `${file}.copy`);
  await rm(file);
  await copyFile(`${file}.copy`, file);
  await rm(`${file}.copy`);
  await truncate(file, length);
  return `cut to ${length}`;
}

describe('a heart with damaged files', () => {
  let whole: string;
  let names: readonly string[];
  const kept = new TestStores();
  beforeAll(async () => {
    whole = await kept.createFolder();
    await fill(whole);
    names = await listFiles(join(whole, 'heart'));
  });
  afterAll(() => kept.clear());

  it('holds the kinds of files that can be damaged', () => {
    for (const kind of ['.ldb', '.log', 'MANIFEST', 'CURRENT']) {
      expect(names.some((name) => name.includes(kind))).toBe(true);
    }
  });

  it('opens, whatever bit is another and whatever file is cut, and tells all that it lost', async () => {
    const chance = createChance(20_261_127);
    for (let round = 0; round < 60; round += 1) {
      const folder = await testStores.createFolder();
      await cp(whole, folder, { recursive: true });
      const name = names[round % names.length]!;
      const did = await damage(join(folder, 'heart', name), chance(3), chance);
      const stores = await testStores.open(folder);
      const things = await stores.registry.listThings();
      const where = `round ${round}: ${name}, ${did}`;
      // What is there is right.
      for (const { thingName, attributes } of things) {
        expect([where, thingName]).toEqual([where, `thing-${attributes['number']}`]);
      }
      const loss: HeartLoss = stores.damage?.loss ?? { rows: 0, records: {}, commits: 0 };
      const lostThings = loss.records['things'] ?? 0;
      const isTold = things.length + lostThings >= THINGS || loss.commits > 0;
      expect([where, isTold]).toEqual([where, true]);
      let rows = 0;
      for await (const batch of stores.heart.readBatches(0)) rows += batch.record.length > 0 ? 100 : 0;
      expect([where, rows + loss.rows]).toEqual([where, ROWS]);
      // It goes on, behind every number that was ever given.
      expect([where, stores.heart.rows]).toEqual([where, ROWS]);
      await stores.registry.createThing(thing(THINGS));
      await stores.close();
      const again = await testStores.open(folder);
      expect([where, again.damage]).toEqual([where, undefined]);
      expect([where, (await again.registry.listThings()).length]).toEqual([where, things.length + 1]);
      await again.close();
      await testStores.clear();
    }
  }, 60_000);

  it('opens where everything of it is gone, and says how much that was', async () => {
    const folder = await testStores.createFolder();
    await cp(whole, folder, { recursive: true });
    await rm(join(folder, 'heart'), { recursive: true });
    await mkdir(join(folder, 'heart'));
    const { damage: found, heart } = await testStores.open(folder);
    expect(found?.loss).toMatchObject({ rows: ROWS, commits: expect.any(Number) });
    expect(heart.rows).toBe(ROWS);
  });
});
