import { resolve } from 'node:path';
import type { Repair } from '@cord/local';
import { exitStatus, type ExitStatus } from '../../exit-status.js';
import type { GlobalOptions } from '../../options.js';
import type { Ports } from '../../ports/ports.js';
import { formatPrintable } from '../../terminal/printable.js';

interface DoctorOptions extends GlobalOptions {
  repair: boolean;
  dataDir?: string;
}

/** `cord doctor`: what is wrong in a data folder, file by file, and mends it where asked to. */
export async function runDoctor(
  _: string[],
  options: DoctorOptions,
  { terminal, ...ports }: Pick<Ports, 'terminal' | 'loadConfig' | 'examineFolder'>,
): Promise<ExitStatus> {
  const { config } = await ports.loadConfig(options.config);
  const folder = resolve(options.dataDir ?? config.local.dataDir);
  const findings = await ports.examineFolder(folder, { isRepaired: options.repair });
  if (options.json) for (const finding of findings) terminal.out(JSON.stringify(finding));
  else for (const line of formatFindings(folder, findings, terminal.color)) terminal.out(line);
  return statusOf(findings);
}

function formatFindings(
  folder: string,
  findings: readonly Repair[],
  color: Pick<Ports['terminal']['color'], 'green' | 'red' | 'dim'>,
): readonly string[] {
  if (findings.length === 0) return [`${color.green('sound')}     ${folder}`];
  return findings.flatMap(({ code, message, isRepairable, done }) => {
    const found = `${color.red('wrong')}     ${formatPrintable(message)} (${code})`;
    if (done !== undefined) return [found, `${color.green('repaired')}  ${formatPrintable(done)}`];
    return isRepairable ? [found, `${color.dim('fix')}       'cord doctor --repair' sets it aside`] : [found];
  });
}

function statusOf(findings: readonly Repair[]): ExitStatus {
  const open = findings.filter(({ done }) => done === undefined);
  if (open.length === 0) return exitStatus.ok;
  return open.length < findings.length ? exitStatus.partial : exitStatus.failure;
}
