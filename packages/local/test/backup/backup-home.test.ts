import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '@cord/fleet';
import { checkFolder } from '../../src/doctor/check-folder.js';
import { queryFolder, restoreFolder, startLocalBackend, type LocalBackend } from '../../src/index.js';
import { earlierDatabases, writeDatabase } from '../earlier-database/earlier-database.js';

const config = parseConfig({ retentionDays: 3650, local: { httpPort: 0, mqttPort: 0 } });
const NOW = new Date('2026-01-15T08:00:00Z');
let folder: string;
let dataDir: string;
let backend: LocalBackend;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-backup-'));
  dataDir = join(folder, 'home');
  backend = await startLocalBackend(config, { pageFolder: import.meta.dirname, dataDir });
  await backend.close();
  await writeDatabase(join(dataDir, 'cord.duckdb'), earlierDatabases[1] ?? '');
  backend = await startLocalBackend(config, { pageFolder: import.meta.dirname, dataDir });
});
afterEach(async () => {
  await backend.close();
  await rm(folder, { recursive: true, force: true });
});

const backUp = (target: string, apiKey = backend.apiKey) =>
  fetch(`${backend.apiUrl}/api/backup`, { method: 'POST', headers: { 'x-api-key': apiKey }, body: target });

describe('a backup of a home that runs', () => {
  it('is a sound folder that holds what the home holds, and becomes one again', async () => {
    const target = join(folder, 'copy');
    expect((await backUp(target)).status).toBe(200);
    expect(await checkFolder(target, NOW)).toEqual([]);
    const restored = join(folder, 'restored');
    await restoreFolder(target, restored, NOW);
    const sql = 'SELECT thing_name, watts FROM telemetry ORDER BY ALL';
    const { rows } = await queryFolder(config, restored, [sql, { limit: 10, timeLimitMs: 20_000 }]);
    expect(rows).toEqual([
      ['pump', 0],
      ['pump', 10.4],
      ['rack', 5.5],
    ]);
    const again = await startLocalBackend(config, { pageFolder: import.meta.dirname, dataDir: restored });
    expect([again.apiKey, again.authorityPem]).toEqual([backend.apiKey, backend.authorityPem]);
    expect(Object.keys(again.view().devices)).toEqual(Object.keys(backend.view().devices));
    await again.close();
  });

  it('is refused where something is there already, without the key, and for a path that is none', async () => {
    const target = join(folder, 'copy');
    await writeFile(target, 'mine');
    expect(await (await backUp(target)).json()).toMatchObject({ error: { code: 'backup-target' } });
    expect(await readFile(target, 'utf8')).toBe('mine');
    expect((await backUp('copy')).status).toBe(400);
    expect((await backUp(join(folder, 'other'), 'guessed')).status).toBe(403);
    expect((await readdir(folder)).toSorted()).toEqual(['copy', 'home']);
  });

  it('is not restored over something, nor where it is damaged', async () => {
    const target = join(folder, 'copy');
    await backUp(target);
    await expect(restoreFolder(target, dataDir, NOW)).rejects.toMatchObject({ code: 'backup-target' });
    await writeFile(join(target, 'pki/authority.json'), '{}');
    const restored = join(folder, 'restored');
    await expect(restoreFolder(target, restored, NOW)).rejects.toMatchObject({ code: 'data-folder-damaged' });
    await expect(restoreFolder(join(folder, 'absent'), restored, NOW)).rejects.toMatchObject({
      code: 'data-folder-damaged',
    });
    expect((await readdir(folder)).toSorted()).toEqual(['copy', 'home']);
  });
});
