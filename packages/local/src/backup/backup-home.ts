import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFolder } from '../data-folder.js';
import { LocalError } from '../errors.js';
import type { Lake } from '../lake/lake.js';
import type { Heart } from '../stores/heart/heart.js';

export interface BackupOptions {
  folder: DataFolder;
  heart: Pick<Heart, 'copyTo'>;
  lake: () => Pick<Lake, 'copyTo'>;
  /** Runs `work` while nothing goes from the heart to the lake. */
  holdSettlement: (work: () => Promise<void>) => Promise<void>;
}

/** Beside the two stores; an address is none, and a key of simulated cords belongs to them. */
const files = ['api-key', 'pki', 'retention.json', 'simulated-cords'];

/**
 * Writes a copy of a home that runs, as it is at one moment, into a folder that is not there yet. Messages go on meanwhile. The
 * folder has its name once all of it is there.
 *
 * Throws: `LocalError` `backup-target`.
 */
export async function backupHome(
  { folder, heart, lake, holdSettlement }: BackupOptions,
  target: string,
): Promise<void> {
  if (await isThere(target))
    throw new LocalError('backup-target', `${target} is there already; name a folder that is not`);
  const draft = `${target}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    const copy = new DataFolder(draft);
    await holdSettlement(async () => {
      await heart.copyTo(copy.heartFolder);
      await lake().copyTo(copy.lakeFolder);
    });
    for (const name of files) {
      const source = join(folder.path, name);
      if (await isThere(source)) await cp(source, join(draft, name), { recursive: true });
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
