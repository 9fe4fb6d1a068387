import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder that is there whole or not at all, however many processes want it at once and wherever one of them is killed:
 * it is filled under another name and renamed.
 *
 * @param fill  writes everything into the folder it is given
 */
export async function placeOnce(folder: string, fill: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}.unfinished-`);
  try {
    await fill(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process was first: its folder is as good.
    if (!existsSync(folder)) throw error;
  }
}
