import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

  it.each([
    [
      'export const config = { retentionDays: 7 };',
      "expected 'export default { … }', found no default export but config",
    ],
    ['', "expected 'export default { … }', found no default export"],
    ['export default 5;', 'expected an object, found a number'],
    ['export default null;', 'expected an object, found null'],
    ["export default 'plant';", 'expected an object, found text'],
    ['export default [];', 'expected an object, found a list'],
    ['export default async () => undefined;', 'expected an object, found nothing'],
    ['export default { local: { httpPort: 1\n  cloud: } };', 'cannot be loaded: ParseError'],
    ["throw new Error('no STAGE given');", 'cannot be loaded: no STAGE given'],
    ["import './absent.js';\nexport default {};", 'cannot be loaded: '],
  ])('rejects a module that says %j, with file and reason', async (text, reason) => {
    const file = join(cwd, 'cord.config.ts');
    await writeFile(file, text);
    const refused = await loadCordConfig({ cwd }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'invalid-config', message: expect.stringContaining(`${file}: ${reason}`) });
  });

  it.each([
    ['cord.config.json', '[]', 'a list'],
    ['cord.config.json', '5', 'a number'],
    ['cord.config.json', 'null', 'null'],
    ['cord.config.yaml', '', 'none'],
    ['cord.config.yaml', '- 1', 'a list'],
    ['cord.config.yaml', 'plant', 'text'],
    ['cord.config.json5', 'true', 'a truth value'],
  ])('rejects %s that holds %j and no object', async (name, text, found) => {
    const file = join(cwd, name);
    await writeFile(file, text);
    const refused = await loadCordConfig({ cwd }).catch((error: unknown) => error);
    const message = `${file}: expected an object, found ${found}`;
    expect(refused).toMatchObject({ code: 'invalid-config', message });
  });

  it.each([
    ['cord.config.mjs', 'export default { retentionDays: 7 };'],
    ['cord.config.ts', 'export default async () => ({ retentionDays: 7 });'],
    ['cord.config.cjs', 'module.exports = { retentionDays: 7 };'],
    ['cord.config.yaml', 'retentionDays: 7'],
    ['cord.config.toml', 'retentionDays = 7'],
    ['.config/cord.json', '{"retentionDays":7}'],
  ])('reads %s that says %s', async (name, text) => {
    await mkdir(join(cwd, '.config'));
    await writeFile(join(cwd, name), text);
    const { config, file } = await loadCordConfig({ cwd });
    expect({ retentionDays: config.retentionDays, file }).toEqual({ retentionDays: 7, file: join(cwd, name) });
  });

  it('names the file even where it leaves every value to its default', async () => {
    await writeFile(join(cwd, 'cord.config.ts'), 'export default {};');
    expect((await loadCordConfig({ cwd })).file).toBe(join(cwd, 'cord.config.ts'));
  });

  it('takes nothing from package.json, rc files or the environment', async () => {
    await writeFile(join(cwd, 'package.json'), '{"cord":{"retentionDays":1}}');
    await writeFile(join(cwd, '.cordrc'), 'retentionDays=2');
    const { config } = await loadCordConfig({ cwd });
    expect(config.retentionDays).toBe(30);
  });
});
