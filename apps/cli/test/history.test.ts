import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { telemetryQueries } from '@cord/fleet';
import { CordProcess } from './cord-process.js';

const command = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let cwd: string;
let running: CordProcess | undefined;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cord-history-'));
});
afterEach(async () => {
  await running?.dispose();
  running = undefined;
  await rm(cwd, { recursive: true });
});

/** The command in the folder, to its end. */
function cord(...args: string[]): Promise<{ status: number | null; out: string; notes: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args, '--no-color'], { cwd });
    let [out, notes] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (notes += bytes.toString()));
    child.once('error', reject).once('close', (status) => resolve({ status, out, notes }));
  });
}

async function startWithTelemetry(): Promise<CordProcess> {
  running = new CordProcess(['dev', '--simulate', '1', '--port', '0', '--mqtt-port', '0'], { cwd });
  await running.event('telemetry-stored');
  return running;
}

async function stop(): Promise<void> {
  running?.signal('SIGINT');
  await running?.exit();
}

const count = 'SELECT thing_name, count(*) AS messages FROM telemetry GROUP BY 1';

describe('what cords measured', () => {
  it('is asked of a backend that runs and of its folder once it has stopped, with the same answer', async () => {
    await startWithTelemetry();
    const asked = await cord('query', count, '--json');
    expect(asked).toMatchObject({ status: 0, notes: '' });
    const { thing_name: thingName } = JSON.parse(asked.out) as { thing_name: string };
    await stop();
    const later = await cord('query', count, '--csv');
    expect(later.out).toMatch(new RegExp(`^thing_name,messages\n${thingName},\\d+\n$`));
    expect((await cord('query', count)).out).toMatch(/^thing_name +messages\n/);
  });

  it.each(telemetryQueries.map(({ name }) => name))('answers the saved question %s', async (name) => {
    await startWithTelemetry();
    const { status, out } = await cord('query', '--saved', name, '--csv');
    expect(status).toBe(0);
    expect(out).toMatch(/^thing_name,/);
  });

  it('is not asked by SQL that is none, that changes something, or that reaches elsewhere', async () => {
    await startWithTelemetry();
    for (const sql of ['SELCT', 'DROP VIEW telemetry', "SELECT * FROM read_text('.cord/api-key')"]) {
      const { status, out, notes } = await cord('query', sql);
      expect([status, out]).toEqual([1, '']);
      expect(notes).toMatch(/\(backend-refused\)/);
    }
    expect((await cord('query')).notes).toMatch(/expected SQL or --saved with one of watts-per-minute/);
    expect((await cord('query', '--saved', 'nothing')).status).toBe(2);
  });

  it('is copied while the backend runs, and comes back from the copy', async () => {
    await startWithTelemetry();
    expect(await cord('backup', 'copy')).toMatchObject({ status: 0, notes: '' });
    expect((await cord('backup', 'copy')).notes).toMatch(/is there already.*\(backend-refused\)/);
    expect((await cord('restore', 'copy')).notes).toMatch(/holds .* and more; move it aside/);
    await stop();
    await rm(join(cwd, '.cord'), { recursive: true });
    expect(await cord('restore', 'copy')).toMatchObject({ status: 0, notes: '' });
    expect((await cord('query', count, '--csv')).out).toMatch(/,\d+\n$/);
    expect((await cord('doctor')).out).toMatch(/^sound/);
    expect((await readdir(cwd)).toSorted()).toEqual(['.cord', 'copy']);
  });
});
