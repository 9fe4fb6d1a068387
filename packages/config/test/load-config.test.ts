import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCordConfig } from '../src/index.js';

describe('loadCordConfig', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'cord-config-'));
  });
  afterEach(() => rm(cwd, { recursive: true }));

  it('gives every default when there is no file', async () => {
    const loaded = await loadCordConfig({ cwd });
    expect(loaded.file).toBeUndefined();
    expect(loaded.config).toMatchObject({ topicRoot: 'iot8020', retentionDays: 30, local: { mqttPort: 8883 } });
  });

  it('reads cord.config.ts with its types', async () => {
    await writeFile(join(cwd, 'cord.config.ts'), 'export default { retentionDays: 7 as number };');
    const loaded = await loadCordConfig({ cwd });
    expect(loaded.config.retentionDays).toBe(7);
    expect(loaded.file).toBe(join(cwd, 'cord.config.ts'));
  });

  it('reads the file it is told', async () => {
    await writeFile(join(cwd, 'plant.json'), '{"topicRoot":"plant"}');
    const loaded = await loadCordConfig({ cwd, configFile: join(cwd, 'plant.json') });
    expect(loaded.config.topicRoot).toBe('plant');
  });

  it('takes the schema that a file names for its editor', async () => {
    await writeFile(join(cwd, 'plant.json'), '{"$schema":"./cord.config.schema.json","topicRoot":"plant"}');
    const loaded = await loadCordConfig({ cwd, configFile: join(cwd, 'plant.json') });
    expect(loaded.config.topicRoot).toBe('plant');
  });

  it('rejects an unknown key with its path and file', async () => {
    await writeFile(join(cwd, 'cord.config.ts'), 'export default { local: { htpPort: 1 } };');
    await expect(loadCordConfig({ cwd })).rejects.toMatchObject({
      code: 'invalid-config',
      path: 'local.htpPort',
      message: expect.stringContaining('cord.config.ts: local.htpPort: unknown key'),
    });
  });

  it('rejects a file that was named and is not there', async () => {
    await expect(loadCordConfig({ cwd, configFile: 'absent.ts' })).rejects.toMatchObject({ code: 'invalid-config' });
  });

  it('rejects a file that does not parse', async () => {
    await writeFile(join(cwd, 'cord.config.ts'), 'export default {');
    await expect(loadCordConfig({ cwd })).rejects.toMatchObject({ code: 'invalid-config' });
  });

  it('takes nothing from package.json, rc files or the environment', async () => {
    await writeFile(join(cwd, 'package.json'), '{"cord":{"retentionDays":1}}');
    await writeFile(join(cwd, '.cordrc'), 'retentionDays=2');
    const { config } = await loadCordConfig({ cwd });
    expect(config.retentionDays).toBe(30);
  });
});
