import { exitStatus, type ExitStatus } from '../../exit-status.js';
import type { GlobalOptions } from '../../options.js';
import type { Ports } from '../../ports/ports.js';
import { formatTable } from '../../terminal/table.js';

interface DevicesListOptions extends GlobalOptions {
  dataDir?: string;
}

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
  const columns = ['thing', 'part', 'trust', 'certificate', 'registered (UTC)'];
  terminal.out(
    formatTable(
      columns.map((title) => ({ title })),
      rows,
    ),
  );
  return exitStatus.ok;
}
