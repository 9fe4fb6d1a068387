import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeOnce } from '../../src/browser/place-once.js';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'place-once-'));
  folder = join(parent, 'cache/browser');
});
afterEach(() => rm(parent, { recursive: true }));

it('leaves one whole folder when two want it at once', async () => {
  let waiting = 0;
  let releaseBoth: () => void;
  const bothWait = new Promise<void>((resolve) => {
    releaseBoth = resolve;
  });
  const fill = async (unfinished: string) => {
    await writeFile(join(unfinished, 'program'), 'whole');
    expect(existsSync(folder)).toBe(false);
    waiting += 1;
    if (waiting === 2) releaseBoth();
    await bothWait;
  };
  await Promise.all([placeOnce(folder, fill), placeOnce(folder, fill)]);
  expect(await readFile(join(folder, 'program'), 'utf8')).toBe('whole');
  expect(await readdir(join(parent, 'cache'))).toEqual(['browser']);
});

it('leaves nothing of what could not be finished, and lets the next one try', async () => {
  const failing = placeOnce(folder, async (unfinished) => {
    await writeFile(join(unfinished, 'program'), 'half');
    throw new Error('disk full');
  });
  await expect(failing).rejects.toThrow('disk full');
  expect(await readdir(join(parent, 'cache'))).toEqual([]);
  await placeOnce(folder, (unfinished) => writeFile(join(unfinished, 'program'), 'whole'));
  expect(await readdir(folder)).toEqual(['program']);
});

it('fills nothing that is there already', async () => {
  await placeOnce(folder, (unfinished) => writeFile(join(unfinished, 'program'), 'first'));
  await placeOnce(folder, () => Promise.reject(new Error('filled twice')));
  expect(await readFile(join(folder, 'program'), 'utf8')).toBe('first');
});
