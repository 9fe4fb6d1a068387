import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CordConfig } from '@cord/fleet';
import { checkFolder, repairFolder, startLocalBackend, type LocalBackend, type Repair } from '@cord/local';
import { CommandError } from '../command-error.js';

export { startSimulatedFleet } from '@cord/local';

export function startBackend(config: CordConfig): Promise<LocalBackend> {
  return startLocalBackend(config, { pageFolder: findPage() });
}

export function examineFolder(folder: string, { isRepaired }: { isRepaired: boolean }): Promise<readonly Repair[]> {
  if (!existsSync(folder)) throw new CommandError('file-not-found', `there is no folder ${folder}`);
  return (isRepaired ? repairFolder : checkFolder)(folder, new Date());
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
