import { resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../../exit-status.js';
import type { GlobalOptions } from '../../options.js';
import type { Ports } from '../../ports/ports.js';

interface RestoreOptions extends GlobalOptions {
  dataDir?: string;
}

/** `cord restore`: a data folder from a copy, which is checked first. */
export async function runRestore(
  [folder = '']: string[],
  options: RestoreOptions,
  { terminal, ...ports }: Pick<Ports, 'terminal' | 'loadConfig' | 'restoreFolder'>,
): Promise<ExitStatus> {
  const { config } = await ports.loadConfig(options.config);
  const dataDir = resolve(options.dataDir ?? config.local.dataDir);
  await ports.restoreFolder(resolve(folder), dataDir);
  terminal.out(options.json ? JSON.stringify({ dataDir }) : `${dataDir} is as it was copied; start it with 'cord dev'`);
  return exitStatus.ok;
}
