import { cp, readdir, rename, rm } from 'node:fs/promises';
import { LocalError } from '../errors.js';
import { checkFolder } from '../doctor/check-folder.js';

/**
 * Makes a data folder from a copy that `backupHome` wrote, or from a data folder that nobody uses. The copy is checked first; the data
 * folder may not be there, or holds nothing.
 *
 * Throws: `LocalError` `data-folder-damaged` where the copy is; `backup-target` where the data folder holds something.
 */
export async function restoreFolder(backup: string, dataDir: string, now: Date): Promise<void> {
  const held = await list(dataDir);
  if (held.length > 0) {
    throw new LocalError(
      'backup-target',
      `${dataDir} holds ${held[0]} and more; move it aside, or name another --data-dir`,
    );
  }
  if ((await list(backup)).length === 0) throw new LocalError('data-folder-damaged', `${backup} holds no copy`);
  const [finding] = await checkFolder(backup, now);
  if (finding !== undefined) throw new LocalError(finding.code, finding.message);
  const draft = `${dataDir}.draft`;
  await rm(draft, { recursive: true, force: true });
  await cp(backup, draft, { recursive: true });
  await rm(dataDir, { recursive: true, force: true });
  await rename(draft, dataDir);
}

async function list(path: string): Promise<readonly string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
