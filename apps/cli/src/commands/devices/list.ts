import { exitStatus, type ExitStatus } from '../../exit-status.js';
import type { GlobalOptions } from '../../options.js';
import type { Ports } from '../../ports/ports.js';
import { formatTable, type Column } from '../../terminal/table.js';

interface DevicesListOptions extends GlobalOptions {
  dataDir?: string;
}

const columns: readonly Column[] = [
  // Its end is the secure element's own; the start is the same for all.
  { title: 'thing', least: 12 },
  { title: 'part', leaves: 1 },
  { title: 'trust', leaves: 3 },
  { title: 'certificate' },
  { title: 'registered (UTC)', leaves: 2 },
];

/** `cord devices list`: every thing of the running local backend, with its certificate. */
export async function runDevicesList(
  _: string[],
  options: DevicesListOptions,
  { terminal, ...ports }: Pick<Ports, 'terminal' | 'loadConfig' | 'findBackend'>,
): Promise<ExitStatus> {
  const { config } = await ports.loadConfig(options.config);
  const client = await ports.findBackend(options.dataDir ?? config.local.dataDir);
  const devices = await client.listDevices();
  if (options.json) {
    for (const device of devices) terminal.out(JSON.stringify(device));
    return exitStatus.ok;
  }
  const rows = devices.map(({ thingName, attributes, certificates, createdAtMs }) => [
    thingName,
    attributes['partNumber'] ?? '',
    attributes['trust'] ?? '',
    certificates.map(({ certificateId, status }) => `${certificateId.slice(0, 12)}… ${status}`).join(', ') || 'none',
    new Date(createdAtMs).toISOString().slice(0, 19),
  ]);
  if (devices.length === 0) terminal.note('no thing is registered yet');
  const { text, leftOut } = formatTable(columns, rows, { width: terminal.size.columns });
  terminal.out(text);
  if (leftOut.length > 0)
    terminal.note(terminal.color.dim(`no room for: ${leftOut.join(', ')} (--json has everything)`));
  return exitStatus.ok;
}
