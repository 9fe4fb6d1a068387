import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '@cord/fleet';
import { startLocalBackend } from '@cord/local';
import { runDoctor } from '../../../src/commands/doctor/run.js';
import { processPorts } from '../../../src/ports/process-ports.js';
import { createRecordedTerminal } from '../../recorded-terminal.js';

const flags = { json: false, color: false, debug: false, repair: false };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-doctor-'));
  const config = parseConfig({ local: { httpPort: 0, mqttPort: 0, dataDir: folder } });
  await (await startLocalBackend(config, { pageFolder: folder })).close();
});
afterEach(() => rm(folder, { recursive: true }));

async function run(options: { repair?: boolean; json?: boolean; dataDir?: string } = {}) {
  const terminal = createRecordedTerminal();
  const ports = { ...processPorts(flags), terminal, loadConfig: async () => ({ config: parseConfig({}) }) };
  const status = await runDoctor([], { ...flags, dataDir: folder, ...options }, ports);
  return { status, lines: terminal.outLines };
}

describe('cord doctor', () => {
  it('says that a folder is sound', async () => {
    expect(await run()).toEqual({ status: 0, lines: [`sound     ${folder}`] });
  });

  it('rejects a folder that is not there', async () => {
    await expect(run({ dataDir: join(folder, 'absent') })).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it('says which file is wrong and how, and changes nothing', async () => {
    await writeFile(join(folder, 'api-key'), '');
    const before = await readdir(folder);
    expect(await run()).toEqual({
      status: 1,
      lines: [
        expect.stringMatching(/^wrong {5}.*api-key is empty; put the key back, .* \(data-folder-damaged\)$/),
        "fix       'cord doctor --repair' sets it aside",
      ],
    });
    expect(await readdir(folder)).toEqual(before);
  });

  it('repairs what it can, and says what it did', async () => {
    await writeFile(join(folder, 'cord.duckdb'), '');
    const { status, lines } = await run({ repair: true });
    expect(status).toBe(0);
    expect(lines[1]).toMatch(/^repaired {2}set aside as .*cord\.duckdb\.damaged-\d{8}T\d{6}Z; no sound copy was found/);
    expect(await run()).toMatchObject({ status: 0 });
  });

  it('tells programs one finding a line', async () => {
    await writeFile(join(folder, 'api-key'), '');
    const { lines } = await run({ json: true });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        file: join(folder, 'api-key'),
        code: 'data-folder-damaged',
        message: expect.any(String),
        isRepairable: true,
      },
    ]);
  });
});
