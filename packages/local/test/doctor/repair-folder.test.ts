import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '@cord/fleet';
import { DuckDBInstance } from '@duckdb/node-api';
import { checkFolder } from '../../src/doctor/check-folder.js';
import { repairFolder } from '../../src/doctor/repair-folder.js';
import { startLocalBackend } from '../../src/index.js';
import { openDatabase } from '../../src/stores/duckdb-database.js';
import { openStores } from '../../src/stores/stores.js';

const NOW = new Date('2026-01-15T08:00:00.123Z');
const ASIDE = 'damaged-20260115T080000Z';

let folder: string;
let database: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-doctor-'));
  database = join(folder, 'cord.duckdb');
  await (await start()).close();
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const start = () =>
  startLocalBackend(parseConfig({ local: { httpPort: 0, mqttPort: 0, dataDir: folder } }), {
    pageFolder: import.meta.dirname,
  });

/** Source: DuckDB's storage format: three headers of 4 KiB, then blocks of 256 KiB. */
const HEADER_BYTES = 12_288;
const BLOCK_BYTES = 262_144;

/** As the backend opens it; and as somebody reads all of it. */
async function opensButCannotBeRead(): Promise<boolean> {
  try {
    (await openDatabase(database)).closeSync();
  } catch {
    return false;
  }
  const instance = await DuckDBInstance.create(database, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    await connection.runAndReadAll('SELECT sum(hash(COLUMNS(*))) FROM telemetry');
    return false;
  } catch {
    return true;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function flip(file: string, from: number): Promise<void> {
  const bytes = await readFile(file);
  for (let at = from; at < from + 64 && at < bytes.length; at += 1) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  await writeFile(file, bytes);
}

async function change(sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  await connection.run(sql);
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
}

/** Names one thing in the database, which then tells a copy from an empty one. */
async function addThing(thingName: string): Promise<void> {
  const stores = await openStores(database);
  await stores.registry.createThing({ thingName, attributes: {} });
  stores.close();
}

async function listThings(): Promise<string[]> {
  const stores = await openStores(database);
  const things = await stores.registry.listThings();
  stores.close();
  return things.map(({ thingName }) => thingName);
}

describe('checkFolder', () => {
  it('finds nothing in a folder that is sound, nor in one that is not there yet, and changes nothing', async () => {
    const before = await readdir(folder);
    expect(await checkFolder(folder, NOW)).toEqual([]);
    expect(await readdir(folder)).toEqual(before);
    expect(await checkFolder(join(folder, 'absent'), NOW)).toEqual([]);
  });

  it('finds everything at once, each with its file, what is wrong and a way out', async () => {
    await writeFile(join(folder, 'api-key'), '');
    await writeFile(join(folder, 'pki/authority.json'), '{"certificatePem":');
    await writeFile(join(folder, 'pki/factory.json'), '{}');
    await truncate(database, 5000);
    const findings = await checkFolder(folder, NOW);
    expect(findings.map(({ file }) => file.slice(folder.length + 1))).toEqual([
      'cord.duckdb',
      'api-key',
      'pki/authority.json',
      'pki/factory.json',
    ]);
    for (const { file, code, message, isRepairable } of findings) {
      expect({ code, isRepairable }).toEqual({ code: 'data-folder-damaged', isRepairable: true });
      expect(message).toContain(file);
      expect(message).toMatch(/put (a copy of it|the key) back/);
    }
  });

  it('does not call a database damaged that is of a later version', async () => {
    await change('UPDATE schema_version SET version = 99');
    expect(await checkFolder(folder, NOW)).toMatchObject([{ code: 'data-folder-newer', isRepairable: false }]);
  });

  it('does not call a database damaged that a backend holds', async () => {
    const holder = fork(new URL('../stores/hold-database.mjs', import.meta.url), [database]);
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

  it('finds a block that is damaged though the file opens', async () => {
    await change(
      "INSERT INTO telemetry (thing_name, received_at, watts) SELECT 'pump', range, random() FROM range(200000)",
    );
    const sound = await readFile(database);
    let found = 0;
    // Which block holds what, DuckDB decides: every one is damaged in turn, and what a reader meets, the check must tell.
    for (let at = HEADER_BYTES + 1000; at < sound.length; at += BLOCK_BYTES) {
      await writeFile(database, sound);
      await flip(database, at);
      if (!(await opensButCannotBeRead())) continue;
      expect(await checkFolder(folder, NOW)).toMatchObject([{ file: database, code: 'data-folder-damaged' }]);
      found += 1;
    }
    expect(found).toBeGreaterThan(0);
  });
});

describe('repairFolder', () => {
  it.each([
    ['is empty', (file: string) => truncate(file, 0)],
    ['was cut short', (file: string) => truncate(file, 5000)],
    ['has another head', (file: string) => flip(file, 20)],
    ['has other bytes in its first block', (file: string) => flip(file, 12_288 + 20)],
  ])('sets a database aside that %s, and a start makes an empty one', async (_, damage) => {
    await addThing('pump');
    await damage(database);
    const [repair] = await repairFolder(folder, NOW);
    expect(repair?.done).toBe(
      `set aside as ${database}.${ASIDE}; no sound copy was found, and the next start makes an empty one`,
    );
    expect(await readdir(folder)).toContain(`cord.duckdb.${ASIDE}`);
    expect(await checkFolder(folder, NOW)).toEqual([]);
    await (await start()).close();
    expect(await listThings()).toEqual([]);
  });

  it('puts the newest copy that is sound in the place of a damaged database', async () => {
    await addThing('pump');
    await copyFile(database, `${database}.v1`);
    await addThing('rack');
    await copyFile(database, `${database}.v2`);
    await copyFile(database, `${database}.v10`);
    await truncate(`${database}.v10`, 5000);
    await truncate(database, 0);
    const [repair] = await repairFolder(folder, NOW);
    expect(repair?.done).toContain(`; ${database}.v2 was put in its place`);
    expect(await listThings()).toEqual(['pump', 'rack']);
    expect(await readdir(folder)).toContain('cord.duckdb.v2');
  });

  it('keeps the database where its write-ahead log alone is damaged', async () => {
    await addThing('pump');
    const child = fork(new URL('leave-log.mts', import.meta.url), [database], {
      execArgv: ['--conditions=@cord/source', '--import', 'tsx'],
      stdio: 'ignore',
    });
    await once(child, 'exit');
    const log = await readFile(`${database}.wal`);
    await flip(`${database}.wal`, Math.floor(log.length / 2));
    expect(await checkFolder(folder, NOW)).toMatchObject([{ file: database, code: 'data-folder-damaged' }]);
    const [repair] = await repairFolder(folder, NOW);
    expect(repair?.done).toBe(`set aside as ${database}.wal.${ASIDE}; the database is sound without what it held`);
    expect(await listThings()).toEqual(['pump']);
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
