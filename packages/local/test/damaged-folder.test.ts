import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '@cord/fleet';
import { startLocalBackend } from '../src/index.js';
import { earlierDatabases, writeDatabase } from './earlier-database/earlier-database.js';
import { isSameKey } from '../src/http/api-key.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-damaged-'));
});
afterEach(() => rm(folder, { recursive: true }));

const start = (dataDir = folder) =>
  startLocalBackend(parseConfig({ local: { httpPort: 0, mqttPort: 0, dataDir } }), { pageFolder: import.meta.dirname });

/** Turns bytes over, from one place on. */
async function flip(file: string, from: number): Promise<void> {
  const bytes = await readFile(file);
  for (let at = from; at < from + 64; at += 1) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  await writeFile(file, bytes);
}

describe('a data folder that is not as it was left', () => {
  it.each([
    ['api-key', '', 'is empty; put the key back, or delete the file'],
    ['api-key', ' \n', 'is empty; put the key back, or delete the file'],
    ['api-key', 'one key\nanother key\n', 'holds more than one word'],
    ['pki/authority.json', '', 'is empty; put a copy of it back, or delete it'],
    ['pki/authority.json', '{"certificatePem":"-----BEGIN', 'does not hold what this backend wrote'],
    ['pki/authority.json', '{}', 'does not hold what this backend wrote'],
    ['pki/authority.json', 'null', 'does not hold what this backend wrote'],
    ['pki/factory.json', '', 'is empty; put a copy of it back, or delete it'],
    ['pki/factory.json', '{"root":{},"signer":{}}', 'does not hold what this backend wrote'],
  ])(
    'is refused where %s holds %j, in words that name the file, and starts once it is deleted',
    async (name, text, words) => {
      await (await start()).close();
      await writeFile(join(folder, name), text);
      const failure = { code: 'data-folder-damaged', message: expect.stringContaining(words) };
      await expect(start()).rejects.toMatchObject(failure);
      await expect(start()).rejects.toThrow(join(folder, name));
      await rm(join(folder, name));
      await (await start()).close();
    },
  );

  it('is refused where the key of the authority is another, and tells nothing of either', async () => {
    await (await start()).close();
    const file = join(folder, 'pki/authority.json');
    const { root } = JSON.parse(await readFile(join(folder, 'pki/factory.json'), 'utf8')) as { root: object };
    const authority = JSON.parse(await readFile(file, 'utf8')) as { certificatePem: string };
    await writeFile(file, JSON.stringify({ ...root, certificatePem: authority.certificatePem }));
    await expect(start()).rejects.toMatchObject({
      code: 'data-folder-damaged',
      message: expect.not.stringMatching(/PRIVATE|BEGIN/),
    });
  });

  it.each([
    ['is empty', (file: string) => truncate(file, 0)],
    ['was cut short', async (file: string) => truncate(file, Math.floor((await stat(file)).size / 2))],
    ['has another head', (file: string) => flip(file, 20)],
  ])('starts without what an earlier database held that %s only once that is gone, and says so', async (_, damage) => {
    const file = join(folder, 'cord.duckdb');
    await writeDatabase(file, earlierDatabases[1] ?? '');
    await damage(file);
    await expect(start()).rejects.toMatchObject({
      code: expect.stringMatching(/^data-folder-(damaged|not-migrated)$/),
      message: expect.stringContaining('cord.duckdb'),
    });
    await rm(file);
    await (await start()).close();
  });

  it('takes in what an earlier version left, once, and keeps the file', async () => {
    const file = join(folder, 'cord.duckdb');
    await writeDatabase(file, earlierDatabases[1] ?? '');
    const backend = await start();
    expect(backend.notices).toEqual([expect.stringContaining('was taken in: 3 messages; as it was, it lies in')]);
    const { devices, alerts } = backend.view();
    expect(devices['pump']?.latest).toMatchObject({ watts: 0, wattHours: 12.6 });
    expect(alerts).toHaveLength(1);
    const answer = await fetch(`${backend.apiUrl}/api/telemetry?thing=pump&from=2026-01-15T00:00:00Z&step=1h`);
    expect(await answer.json()).toMatchObject({ buckets: [{ samples: 2, metrics: { watts: { min: 0, max: 10.4 } } }] });
    await backend.close();
    expect((await readdir(folder)).filter((name) => name.includes('duckdb')).toSorted()).toEqual([
      'cord.duckdb.imported',
      'cord.duckdb.v1',
    ]);
    const again = await start();
    expect(again.notices).toEqual([]);
    expect(Object.keys(again.view().devices)).toEqual(['pump']);
    await again.close();
  });

  it.each(['a-file/below', 'a-file'])('is refused where it cannot be made: %s', async (name) => {
    await writeFile(join(folder, 'a-file'), '');
    await expect(start(join(folder, name))).rejects.toMatchObject({
      code: 'data-folder-not-writable',
      message: expect.stringContaining(join(folder, name)),
    });
  });

  it('is refused where the system does not let anything be made', async () => {
    await expect(start('/proc/cord')).rejects.toMatchObject({ code: 'data-folder-not-writable' });
  });
});

describe('isSameKey', () => {
  it('rejects an empty key, even where none is known', () => {
    expect(isSameKey('', '')).toBe(false);
    expect(isSameKey('key', 'key')).toBe(true);
  });
});
