import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CordConfig } from '@cord/fleet';
import {
  checkFolder,
  LakeRefusal,
  queryFolder,
  repairFolder,
  startLocalBackend,
  type LocalBackend,
  type Repair,
  type SqlAnswer,
} from '@cord/local';
import { CommandError } from '../command-error.js';

export { restoreFolder, startSimulatedFleet } from '@cord/local';

export function startBackend(config: CordConfig): Promise<LocalBackend> {
  return startLocalBackend(config, { pageFolder: findPage() });
}

export function examineFolder(folder: string, { isRepaired }: { isRepaired: boolean }): Promise<readonly Repair[]> {
  if (!existsSync(folder)) throw new CommandError('file-not-found', `there is no folder ${folder}`);
  return (isRepaired ? repairFolder : checkFolder)(folder, new Date());
}

/** Of one answer: more than anybody reads, and less than fills a memory. */
const limits = { limit: 10_000, timeLimitMs: 60_000 };

export async function queryStoppedFolder(config: CordConfig, dataDir: string, sql: string): Promise<SqlAnswer> {
  if (!existsSync(dataDir)) throw new CommandError('file-not-found', `there is no folder ${dataDir}`);
  try {
    return await queryFolder(config, dataDir, [sql, limits]);
  } catch (error) {
    if (error instanceof LakeRefusal) throw new CommandError('backend-refused', error.message, { cause: error });
    throw error;
  }
}

/** The built page lies beside the built command. */
function findPage(): string {
  const folder = fileURLToPath(new URL('./public', import.meta.url));
  if (!existsSync(folder))
    throw new CommandError(
      'file-not-found',
      `the page is not built: ${folder} is missing; run the build target of cli`,
    );
  return folder;
}
