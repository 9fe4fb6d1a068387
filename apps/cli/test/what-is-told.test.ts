import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createFactory } from '@cord/device';
import { createBulkEntries } from '@cord/testing/manifest';
import { CordProcess } from './cord-process.js';
import { TerminalProcess } from './terminal-process.js';

const command = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const AT = new Date('2026-01-15T08:00:00Z');
const ANY_PORT = ['--port', '0', '--mqtt-port', '0'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-told-'));
});
afterEach(() => rm(folder, { recursive: true }));

const readApiKey = async () => (await readFile(join(folder, '.cord/api-key'), 'utf8')).trim();

describe('the API key', () => {
  it('is not on the screen of cord dev, but the file that holds it is', async () => {
    const cord = new TerminalProcess(['dev', '--simulate', '1', '--for', '3s', ...ANY_PORT], { cwd: folder });
    expect(await cord.exit()).toBe(0);
    expect(cord.lines).toContain(`  API key       in ${join(folder, '.cord/api-key')}`);
    expect(cord.shown).not.toContain(await readApiKey());
  });

  it('is in no record of cord dev --json, nor in its notes', async () => {
    const cord = new CordProcess(['dev', '--simulate', '1', '--for', '3s', ...ANY_PORT], { cwd: folder });
    const { status, notes } = await cord.exit();
    expect(status).toBe(0);
    expect((await cord.started()).apiKeyFile).toBe(join(folder, '.cord/api-key'));
    expect(JSON.stringify(cord.records) + notes).not.toContain(await readApiKey());
  });
});

describe('a data folder that cannot be made', () => {
  const absent = ['a file stands there', ...(existsSync('/proc/self') ? ['/proc makes none'] : [])];
  it.each(absent)('is told at once, where %s', async (why) => {
    await writeFile(join(folder, 'file'), '');
    const dataDir = why.startsWith('/proc') ? '/proc/x' : join(folder, 'file', 'x');
    const child = spawn(process.execPath, [command, 'dev', '--for', '1s', '--data-dir', dataDir, ...ANY_PORT], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
      timeout: 20_000,
    });
    const status = new Promise((resolve) => child.once('close', resolve));
    const [out, notes] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(await status).toBe(1);
    expect(out).toBe('');
    expect(notes).toContain(`error ${dataDir} cannot be written (`);
    expect(notes).toMatch(/\(data-folder-not-writable\)\nfix {3}.*--data-dir/);
  });
});

describe('how far cord manifest verify is', () => {
  beforeEach(async () => {
    const factory = await createFactory({ name: 'Test factory', at: AT });
    const entries = [];
    for await (const entry of createBulkEntries(factory, { count: 2000, at: AT })) entries.push(entry);
    await writeFile(join(folder, 'many.json'), JSON.stringify(entries));
    await writeFile(join(folder, 'signer.pem'), factory.logSigner.certificatePem);
    await writeFile(join(folder, 'root.pem'), factory.root.certificatePem);
  });
  const verify = ['manifest', 'verify', '--signer', 'signer.pem', '--root', 'root.pem', 'many.json'];

  it('shows on the screen while the verdicts go to a file, and is gone in the end', async () => {
    const cord = new TerminalProcess([...verify, '>', 'verdicts'], { cwd: folder });
    expect(await cord.exit()).toBe(0);
    expect(cord.lines).toContain('many.json: 1000 entries');
    expect(cord.lines).toContain('many.json: 2000 entries');
    expect(cord.shown.slice(-40)).toContain('\r\u001B[K2000 verified, 0 refused\r\n');
    expect(await readFile(join(folder, 'verdicts'), 'utf8')).not.toContain('1000 entries');
  });

  it('is not told where no person looks, nor among verdicts on the same screen', async () => {
    const piped = spawn(process.execPath, [command, ...verify], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, notes] = await Promise.all([text(piped.stdout), text(piped.stderr)]);
    expect(out).not.toContain('1000 entries');
    expect(notes).toBe('2000 verified, 0 refused\n');
    const cord = new TerminalProcess(verify, { cwd: folder });
    expect(await cord.exit()).toBe(0);
    expect(cord.shown).not.toContain('1000 entries');
  });
});
