import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createFactory, type Factory } from '@cord/device';
import { createBulkEntries } from '@cord/testing/manifest';

const command = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const AT = new Date('2026-01-15T08:00:00Z');
const ENTRIES = 2000;

let folder: string;
let trust: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-command-line-'));
  const factory = await createFactory({ name: 'Test factory', at: AT });
  const entries = [];
  for await (const entry of createBulkEntries(factory, { count: ENTRIES, at: AT })) entries.push(entry);
  await writeFile(join(folder, 'many.json'), JSON.stringify(entries));
  await writeFile(join(folder, 'one.json'), JSON.stringify(entries.slice(0, 1)));
  await writeFile(join(folder, 'none.json'), '[]');
  await writeTrust(factory);
  trust = ['--signer', 'signer.pem', '--root', 'root.pem'];
});
afterAll(() => rm(folder, { recursive: true }));

async function writeTrust({ logSigner, root }: Factory): Promise<void> {
  await writeFile(join(folder, 'signer.pem'), logSigner.certificatePem);
  await writeFile(join(folder, 'root.pem'), root.certificatePem);
}

function start(args: readonly string[]) {
  return spawn(process.execPath, [command, ...args], {
    cwd: folder,
    stdio: 'pipe',
    env: { ...process.env, NO_COLOR: '1' },
  });
}

async function run(args: readonly string[], input: string | Uint8Array = '') {
  const child = start(args);
  child.stdin.end(input);
  const [out, notes, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, notes, status: status as number };
}

describe('cord manifest verify', () => {
  it('takes the file after --signer as a file, not as another signer', async () => {
    expect(await run(['manifest', 'verify', ...trust, 'one.json'])).toMatchObject({
      status: 0,
      notes: '1 verified, 0 refused\n',
    });
  });

  it('reads a manifest from stdin', async () => {
    const input = await readFile(join(folder, 'one.json'));
    expect(await run(['manifest', 'verify', ...trust, '-'], input)).toMatchObject({ status: 0 });
  });

  it('goes on with the other files where one is missing, and says so in the end', async () => {
    const { out, notes, status } = await run(['manifest', 'verify', ...trust, 'absent.json', 'one.json']);
    expect(out).toContain('verified');
    expect(notes).toContain('cannot read absent.json (file-not-found)');
    expect(status).toBe(3);
  });

  it('rejects a manifest without entries', async () => {
    const { notes, status } = await run(['manifest', 'verify', 'none.json']);
    expect({ notes, status }).toEqual({ notes: 'error none.json: holds no entry (manifest-refused)\n', status: 1 });
  });

  it('tells a refusal with its code and path', async () => {
    const [entry] = JSON.parse(await readFile(join(folder, 'one.json'), 'utf8')) as [{ payload: string }];
    const altered = JSON.stringify([{ ...entry, payload: `${entry.payload.slice(0, -2)}AA` }]);
    const { out } = await run(['manifest', 'verify', ...trust, '-'], altered);
    expect(out).toMatch(/refused {3}signature-invalid at \S+: /);
  });

  it('ends without a word when whoever reads has seen enough', async () => {
    const child = start(['manifest', 'verify', ...trust, 'many.json']);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [notes] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect(notes).not.toContain('EPIPE');
    expect(notes).not.toContain('    at ');
  });
});

describe('a wrong command line', () => {
  it('names the option whose value is wrong', async () => {
    const { notes, status } = await run(['dev', '--port', 'x']);
    expect(notes).toBe(
      "error: option '--port <port>' argument 'x' is invalid. 'x' is not a whole number from 0 to 65535\n",
    );
    expect(status).toBe(2);
  });

  it.each([
    [['dev', '--port', 'x'], "option '--port <port>'"],
    [['manifest', 'verify'], "missing required argument 'file'"],
    [['devises', 'list'], "unknown command 'devises'"],
  ])('is told to programs as JSON: %j', async (args, message) => {
    const { notes, status } = await run([...args, '--json']);
    expect(JSON.parse(notes)).toEqual({ error: { code: 'usage', message: expect.stringContaining(message) } });
    expect(status).toBe(2);
  });
});
