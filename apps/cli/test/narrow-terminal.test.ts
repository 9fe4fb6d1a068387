import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFactory, provisionSecureElement } from '@cord/device';
import stringWidth from 'string-width';
import { CordProcess } from './cord-process.js';
import { TerminalProcess } from './terminal-process.js';

const AT = new Date('2026-01-15T08:00:00Z');
const CTRL_C = '\x03';
const SIMULATE = ['dev', '--simulate', '3', '--port', '0', '--mqtt-port', '0'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-narrow-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function runAt(columns: number, args: readonly string[]) {
  const cord = new TerminalProcess(args, { cwd: folder, columns });
  return { status: await cord.exit(), lines: cord.lines };
}

async function watchAt(columns: number): Promise<void> {
  const cwd = join(folder, String(columns));
  await mkdir(cwd);
  const cord = new TerminalProcess(SIMULATE, { cwd, columns });
  await cord.shows(/^heater +\S+ +online .*\d+\.\d/);
  cord.type(CTRL_C);
  expect(await cord.exit()).toBe(0);
  // Paths are given whole, to be copied.
  const lines = cord.lines.filter((line) => !line.includes(folder));
  expect(tooWide(lines, columns)).toEqual([]);
}

const tooWide = (lines: readonly string[], columns: number) => lines.filter((line) => stringWidth(line) > columns);

describe('on terminals of 60, 80 and 120 columns', () => {
  it('no line of cord dev is wider, and the figures of a cord stand in one', async () => {
    await Promise.all([60, 80, 120].map(watchAt));
  });

  it('no line of cord devices list is wider, and each thing stands in one', async () => {
    const backend = new CordProcess(SIMULATE, { cwd: folder });
    const cords = ['freezer', 'pump', 'heater'];
    const acknowledged = cords.map((device) =>
      backend.event('onboarding-step', { device, step: 'acknowledged, SoftAP closed' }),
    );
    await Promise.all(acknowledged);
    for (const columns of [60, 80, 120]) {
      const { status, lines } = await runAt(columns, ['devices', 'list']);
      expect(status).toBe(0);
      expect(tooWide(lines, columns)).toEqual([]);
      expect(lines.filter((line) => /^CS-CORD-DK-[0-9a-f]{18} .* active/.test(line))).toHaveLength(3);
      expect(lines.some((line) => /no room for: part/.test(line))).toBe(columns < 120);
    }
    await backend.dispose();
  });

  it('no line of cord manifest verify is wider, whatever alphabet the factory writes', async () => {
    const factory = await createFactory({ name: '電源コード工場'.repeat(8), at: AT });
    const { entry } = await provisionSecureElement(factory, { at: AT });
    await writeFile(join(folder, 'signer.pem'), factory.logSigner.certificatePem);
    await writeFile(join(folder, 'root.pem'), factory.root.certificatePem);
    await writeFile(join(folder, 'm.json'), JSON.stringify([entry, { ...entry, signature: 'AA' }]));
    const args = ['manifest', 'verify', '--signer', 'signer.pem', '--root', 'root.pem', 'm.json'];
    for (const columns of [60, 80, 120]) {
      const { status, lines } = await runAt(columns, args);
      expect(status).toBe(6);
      expect(tooWide(lines, columns)).toEqual([]);
      expect(lines.some((line) => /^\[0\] .* verified/.test(line))).toBe(true);
    }
  });
});
