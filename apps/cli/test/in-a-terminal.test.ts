import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { TerminalProcess } from './terminal-process.js';

const CTRL_C = '\x03';

describe('cord dev in a terminal', () => {
  let folder: string;
  let cord: TerminalProcess;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cord-terminal-'));
    cord = new TerminalProcess(['dev', '--simulate', '1', '--port', '0', '--mqtt-port', '0'], { cwd: folder });
  });
  afterEach(async () => {
    await cord.dispose();
    await rm(folder, { recursive: true });
  });

  it('redraws the figures, and ends on Ctrl-C with a summary, the cursor back and no address left behind', async () => {
    await cord.shows('acknowledged, SoftAP closed');
    await cord.shows('online');
    cord.type(CTRL_C);
    expect(await cord.exit()).toBe(0);
    expect(cord.shown).toMatch(/registered 1 · messages \d+ · alerts \d+ · refused 0/);
    expect(cord.shown.lastIndexOf('\u001B[?25h')).toBeGreaterThan(cord.shown.lastIndexOf('\u001B[?25l'));
    expect(existsSync(join(folder, '.cord/endpoint.json'))).toBe(false);
  });

  it('draws on a terminal that does not say how large it is as on one of 80 columns', async () => {
    const other = await mkdtemp(join(tmpdir(), 'cord-terminal-'));
    const args = ['dev', '--simulate', '1', '--port', '0', '--mqtt-port', '0'];
    const unsized = new TerminalProcess(args, { cwd: other, columns: 0, rows: 0 });
    await unsized.shows(/^freezer +\S+ +online .*\d+\.\d/);
    unsized.type(CTRL_C);
    expect(await unsized.exit()).toBe(0);
    expect(Math.max(...unsized.lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
    await rm(other, { recursive: true });
  });

  it('ends on Ctrl-C while its cords still start', async () => {
    await cord.shows('Ctrl-C ends it');
    cord.type(CTRL_C);
    expect(await cord.exit()).toBe(0);
    expect(cord.shown).toContain('registered 0');
  });
});
