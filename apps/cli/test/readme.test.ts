import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { CordProcess, type StartedRecord } from './cord-process.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const shellLines = [...readme.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) => block.trim().split('\n'));

let folder: string;
let cord: CordProcess;
let started: StartedRecord;

// The backend of the README, in a folder that looks like the repository and shares nothing with it but the samples.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-readme-'));
  await symlink(join(root, 'samples'), join(folder, 'samples'));
  const [, config = ''] = /pnpm@12 start --config (\S+)`/.exec(readme) ?? [];
  const anyPort = ['--port', '0', '--mqtt-port', '0'];
  cord = new CordProcess(['dev', '--simulate', '1', '--config', config, ...anyPort], { cwd: folder });
  started = await cord.started();
  await cord.event('device-registered');
});
afterAll(async () => {
  await cord.dispose();
  await rm(folder, { recursive: true });
});

/** A line as a shell reads it; for `npx -y pnpm@12` stands what pnpm does then, which is to look for the command. */
async function runInShell(line: string) {
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`;
  const child = spawn('sh', ['-c', `npx() { shift 2; "$@"; }\n${line}`], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: path, NO_COLOR: '1' },
  });
  const status = new Promise((resolve) => child.once('close', resolve));
  const [out, notes] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, notes, status: await status };
}

describe('the README', () => {
  const commands = shellLines.filter((line) => line.startsWith('npx -y pnpm@12 cord '));

  it.each(commands)('holds a command that does what it says: %s', async (line) => {
    expect(await runInShell(line)).toMatchObject({ status: 0, out: expect.stringMatching(/active|verified/) });
  });

  it('names the commands that are tried here', () => {
    expect(commands.map((line) => line.split(' ').slice(3, 6).join(' '))).toEqual([
      'cord devices list',
      'cord manifest verify',
    ]);
  });

  it('registers the sample delivery as it says', async () => {
    const line = shellLines.find((each) => each.startsWith('curl ')) ?? '';
    const shape = /^curl -H "x-api-key: \$\(cat (\S+)\)" --data-binary @(\S+) http:\/\/127\.0\.0\.1:8020(\S+)$/;
    const [, keyFile = '', bodyFile = '', path = ''] = shape.exec(line) ?? [];
    const response = await fetch(`${started.apiUrl}${path}`, {
      method: 'POST',
      headers: { 'x-api-key': (await readFile(join(folder, keyFile), 'utf8')).trim() },
      body: await readFile(join(folder, bodyFile)),
    });
    expect(response.status).toBe(200);
    const { out } = await runInShell('npx -y pnpm@12 cord devices list');
    for (const uniqueId of ['0123a5b6c7d8e9f101', '0123a5b6c7d8e9f201', '0123a5b6c7d8e9f301'])
      expect(out).toContain(uniqueId);
  });

  it('calls a command that adds no words of its own where it fails', async () => {
    expect(await runInShell('npx -y pnpm@12 cord devices lst')).toEqual({
      status: 2,
      out: '',
      notes: "error: unknown command 'lst'\n(Did you mean list?)\n",
    });
  });
});
