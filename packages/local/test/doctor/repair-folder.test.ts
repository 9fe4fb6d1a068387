import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '@cord/fleet';
import { checkFolder } from '../../src/doctor/check-folder.js';
import { repairFolder } from '../../src/doctor/repair-folder.js';
import { startLocalBackend } from '../../src/index.js';
import { batchOf, minutely, TestLakes } from '../lake/test-lake.js';
import { earlierDatabases, writeDatabase } from '../earlier-database/earlier-database.js';
import { TestStores } from '../stores/open-test-stores.js';

const NOW = new Date('2026-01-15T08:00:00.123Z');
const ASIDE = 'damaged-20260115T080000Z';

const testStores = new TestStores();
const lakes = new TestLakes();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-doctor-'));
  await (await start()).close();
});
afterEach(async () => {
  await testStores.clear();
  await lakes.clear();
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const start = () =>
  startLocalBackend(parseConfig({ local: { httpPort: 0, mqttPort: 0, dataDir: folder } }), {
    pageFolder: import.meta.dirname,
  });

/** Names things, each in a commit of its own. */
async function addThings(...names: string[]): Promise<void> {
  const stores = await testStores.open(folder);
  for (const thingName of names) await stores.registry.createThing({ thingName, attributes: {} });
  await stores.close();
}

async function listThings(): Promise<string[]> {
  const stores = await testStores.open(folder);
  const things = await stores.registry.listThings();
  await stores.close();
  return things.map(({ thingName }) => thingName);
}

async function log(): Promise<string> {
  const names = await readdir(join(folder, 'heart'));
  return join(folder, 'heart', names.find((name) => name.endsWith('.log')) ?? '');
}

/** An hour of messages in files. Returns one of these. */
async function fillLake(): Promise<string> {
  const lake = await lakes.open(folder);
  await lake.takeBatches([batchOf(0, minutely('pump', 60))]);
  await lake.settle(60);
  await lakes.close(lake);
  const day = join(folder, 'lake/telemetry/day=2026-01-15');
  return join(day, (await readdir(day))[0] ?? '');
}

async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(file, bytes);
}

describe('checkFolder', () => {
  it('finds nothing in a folder that is sound, nor in one that is not there yet, and changes nothing', async () => {
    await addThings('pump');
    await fillLake();
    const before = await readdir(folder);
    expect(await checkFolder(folder, NOW)).toEqual([]);
    expect(await readdir(folder)).toEqual(before);
    expect(await checkFolder(join(folder, 'absent'), NOW)).toEqual([]);
  });

  it('finds everything at once, each with its file, what is wrong and a way out', async () => {
    await addThings('pump', 'rack', 'saw');
    await writeFile(join(folder, 'api-key'), '');
    await writeFile(join(folder, 'pki/authority.json'), '{"certificatePem":');
    await writeFile(join(folder, 'pki/factory.json'), '{}');
    await truncate(await log(), 0);
    const file = await fillLake();
    await flip(file);
    const findings = await checkFolder(folder, NOW);
    expect(findings.map((finding) => finding.file)).toEqual(
      ['heart', file.slice(folder.length + 1), 'api-key', 'pki/authority.json', 'pki/factory.json'].map((name) =>
        join(folder, name),
      ),
    );
    for (const { file: named, code, message, isRepairable } of findings) {
      expect({ code, isRepairable }).toEqual({ code: 'data-folder-damaged', isRepairable: true });
      expect(message).toContain(named);
      expect(message).toMatch(/put (a copy of it|the key) back|lost are/);
    }
    expect(findings[0]?.message).toContain('whatever else the last 3 commits held');
  });

  it('does not call a heart damaged that a backend holds', async () => {
    const holder = fork(new URL('../stores/hold-heart.mjs', import.meta.url), [join(folder, 'heart')]);
    try {
      await once(holder, 'message');
      const held = { code: 'data-folder-in-use', isRepairable: false };
      expect(await checkFolder(folder, NOW)).toMatchObject([held]);
      const [repair] = await repairFolder(folder, NOW);
      expect(repair).toMatchObject(held);
      expect(repair).not.toHaveProperty('done');
    } finally {
      holder.kill();
      await once(holder, 'exit');
    }
  });

  it('looks at what an earlier version left, where it was not taken in yet', async () => {
    const database = join(folder, 'cord.duckdb');
    await writeDatabase(database, earlierDatabases[1] ?? '');
    expect(await checkFolder(folder, NOW)).toEqual([]);
    await truncate(database, 5000);
    expect(await checkFolder(folder, NOW)).toMatchObject([{ file: database, code: 'data-folder-damaged' }]);
    expect((await repairFolder(folder, NOW))[0]?.done).toContain(`set aside as ${database}.${ASIDE}`);
    expect(await checkFolder(folder, NOW)).toEqual([]);
  });
});

describe('repairFolder', () => {
  it('goes on with what can be read of a heart, and keeps it as it was', async () => {
    await addThings('pump');
    await addThings('rack', 'saw');
    await truncate(await log(), 0);
    const [repair] = await repairFolder(folder, NOW);
    expect(repair?.done).toBe(`what could be read goes on; as it was, it lies in ${join(folder, 'heart')}.${ASIDE}`);
    expect(await readdir(folder)).toContain(`heart.${ASIDE}`);
    expect(await checkFolder(folder, NOW)).toEqual([]);
    expect(await listThings()).toEqual(['pump']);
  });

  it('sets aside a file of the lake that is damaged, and the rest is read', async () => {
    const file = await fillLake();
    await flip(file);
    const [repair] = await repairFolder(folder, NOW);
    expect(repair?.done).toBe(`set aside as ${file}.${ASIDE}`);
    expect(await checkFolder(folder, NOW)).toEqual([]);
    await (await start()).close();
  });

  it('sets aside files that a start makes anew', async () => {
    await writeFile(join(folder, 'api-key'), '');
    await writeFile(join(folder, 'pki/factory.json'), '{}');
    const repairs = await repairFolder(folder, NOW);
    expect(repairs.map(({ done }) => done)).toEqual([
      `set aside as ${join(folder, 'api-key')}.${ASIDE}; the next start makes it anew`,
      `set aside as ${join(folder, 'pki/factory.json')}.${ASIDE}; the next start makes it anew`,
    ]);
    await (await start()).close();
    expect(await checkFolder(folder, NOW)).toEqual([]);
  });
});
