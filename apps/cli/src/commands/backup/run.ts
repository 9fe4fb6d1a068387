import { resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../../exit-status.js';
import type { GlobalOptions } from '../../options.js';
import type { Ports } from '../../ports/ports.js';

interface BackupOptions extends GlobalOptions {
  dataDir?: string;
}

/** `cord backup`: a copy of the data folder of the running backend, as it is at one moment. */
export async function runBackup(
  [folder = '']: string[],
  options: BackupOptions,
  { terminal, ...ports }: Pick<Ports, 'terminal' | 'loadConfig' | 'findBackend'>,
): Promise<ExitStatus> {
  const { config } = await ports.loadConfig(options.config);
  const client = await ports.findBackend(options.dataDir ?? config.local.dataDir);
  const target = resolve(folder);
  await client.backup(target);
  terminal.out(
    options.json
      ? JSON.stringify({ backup: target })
      : `a copy lies in ${target}; 'cord restore' makes a data folder of it`,
  );
  return exitStatus.ok;
}
