import { join } from 'node:path';
import type { CordConfig } from '@cord/fleet';
import type { LocalBackend, SimulatedFleet } from '@cord/local';
import { CommandError } from '../../command-error.js';
import { exitStatus, type ExitStatus } from '../../exit-status.js';
import type { GlobalOptions } from '../../options.js';
import type { Ports } from '../../ports/ports.js';
import { createFleetDisplay } from '../../terminal/fleet-display.js';
import { formatSummary } from '../../terminal/live-figures.js';
import type { Terminal } from '../../ports/terminal.js';

interface DevOptions extends GlobalOptions {
  simulate?: number;
  /** Milliseconds. */
  for?: number;
  /** Milliseconds. */
  interval?: number;
  port?: number;
  mqttPort?: number;
  dataDir?: string;
}

type DevPorts = Pick<Ports, 'terminal' | 'loadConfig' | 'startBackend' | 'startSimulatedFleet' | 'untilEnded'>;

/** `cord dev`: the whole backend in the foreground, with simulated cords when asked for, until told to end. */
export async function runDev(_: string[], options: DevOptions, ports: DevPorts): Promise<ExitStatus> {
  const { terminal } = ports;
  const { config, file } = await ports.loadConfig(options.config);
  const settings = applyOptions(config, options);
  const backend = await ports.startBackend(settings);
  const display = createFleetDisplay(terminal, backend.view, options);
  const unsubscribe = backend.onEvent((event) => display.show(event));
  let simulated: SimulatedFleet | undefined;
  try {
    // Whoever reads that Ctrl-C ends it may press it at once.
    const ended = ports.untilEnded(options.for);
    printEndpoints(backend, file, options, terminal);
    if ((options.simulate ?? 0) > 0) {
      simulated = await ports.startSimulatedFleet(backend, settings, { count: options.simulate ?? 0 });
      await Promise.race([simulated.ready, ended]);
    }
    await ended;
  } finally {
    unsubscribe();
    display.close();
    const view = { ...backend.view() };
    await simulated?.close();
    await backend.close();
    if (options.json) terminal.out(JSON.stringify({ type: 'summary', ...view.counts }));
    else terminal.out(formatSummary(view));
  }
  return exitStatus.ok;
}

function applyOptions(config: CordConfig, options: DevOptions): CordConfig {
  const intervalSeconds = (options.interval ?? config.simulation.intervalSeconds * 1000) / 1000;
  if (intervalSeconds < 1 || intervalSeconds > 900) {
    throw new CommandError(
      'invalid-option',
      `--interval is ${intervalSeconds} s, a cord publishes every 1 s to 15 min`,
    );
  }
  return {
    ...config,
    local: {
      ...config.local,
      ...(options.port !== undefined && { httpPort: options.port }),
      ...(options.mqttPort !== undefined && { mqttPort: options.mqttPort }),
      ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    },
    simulation: { ...config.simulation, intervalSeconds },
  };
}

function printEndpoints(
  backend: LocalBackend,
  configFile: string | undefined,
  options: DevOptions,
  terminal: Terminal,
): void {
  const { apiUrl, iotUrl, folder, notices } = backend;
  const apiKeyFile = join(folder.path, 'api-key');
  if (options.json) {
    const started = { type: 'started', apiUrl, apiKeyFile, iotUrl, dataDir: folder.path, configFile };
    terminal.out(JSON.stringify({ ...started, ...(notices.length > 0 && { notices }) }));
    return;
  }
  const { bold, dim } = terminal.color;
  terminal.out(`${bold('Cord')} on this machine   ${dim(configFile ?? 'every setting at its default')}`);
  terminal.out(`  page and API  ${bold(apiUrl)}`);
  terminal.out(`  API key       in ${apiKeyFile}`);
  terminal.out(`  MQTT          ${iotUrl}`);
  terminal.out(`  data          ${folder.path}`);
  for (const notice of notices) terminal.out(`  note          ${notice}`);
  terminal.out(dim('  Ctrl-C ends it'));
}
