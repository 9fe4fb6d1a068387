import { createRequire } from 'node:module';
import { Command, Option } from 'commander';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { parseDurationMs, parseWhole, type GlobalOptions } from './options.js';
import { processTerminal, type Terminal } from './terminal/terminal.js';

type Run<Options> = (args: string[], options: Options & GlobalOptions, terminal: Terminal) => Promise<ExitStatus>;

/** The command line: names, flags and examples; what a command does is imported only when it runs. */
export function createProgram(finish: (status: ExitStatus) => void): Command {
  const program = new Command('cord')
    .description('Connect machines to AWS by a power cord, or to a backend on this machine')
    .version(readVersion())
    .configureHelp({ showGlobalOptions: true })
    .addOption(new Option('--json', 'one JSON object a line on stdout').default(false))
    .addOption(new Option('--no-color', 'no color (NO_COLOR is heeded too)'))
    .addOption(new Option('--debug', 'show stack traces').default(false))
    .addOption(new Option('--config <file>', 'configuration file (default: cord.config.* here)'));

  const action = <Options>(load: () => Promise<Run<Options>>) =>
    async function (this: Command): Promise<void> {
      const options = this.optsWithGlobals<Options & GlobalOptions>();
      const terminal = processTerminal(options);
      try {
        const run = await load();
        finish(await run(this.args, options, terminal));
      } catch (error) {
        const { reportError } = await import('./terminal/error-report.js');
        finish(reportError(error, terminal, options));
      }
    };

  program
    .command('dev')
    .description('run the whole backend on this machine')
    .option('--simulate <count>', 'bring up simulated cords', (text) => parseWhole(text, { least: 0, most: 100 }))
    .option('--for <duration>', 'end by itself after this long: 20s, 5m', parseDurationMs)
    .option('--interval <duration>', 'how often simulated cords publish, from 1s to 15m', parseDurationMs)
    .option('--port <port>', 'HTTP port, 0 for any', (text) => parseWhole(text, { least: 0, most: 65_535 }))
    .option('--mqtt-port <port>', 'MQTT port, 0 for any', (text) => parseWhole(text, { least: 0, most: 65_535 }))
    .option('--data-dir <folder>', 'where everything is kept (default: .cord)')
    .addHelpText('after', '\nExamples:\n  cord dev\n  cord dev --simulate 3\n  cord dev --simulate 3 --for 20s --json')
    .action(action(async () => (await import('./commands/dev.js')).runDev));

  const manifest = program.command('manifest').description('work with manifests of secure elements');
  manifest
    .command('verify')
    .description('check signatures, signers, chains and identities of manifest files')
    .argument('<file...>', 'JSON manifests')
    .option('--at <date>', 'judge validity at this date instead of today')
    .option('--allow-test-signer', "take Microchip's test signer", false)
    .option('--signer <pem...>', 'trust this log signer too')
    .option('--root <pem...>', 'trust this device root too')
    .addHelpText(
      'after',
      '\nExit status: 0 all verified, 6 some refused, 1 all refused.\n\nExample:\n  cord manifest verify delivery.json',
    )
    .action(action(async () => (await import('./commands/manifest-verify.js')).runManifestVerify));

  const devices = program.command('devices').description('the devices of the local backend');
  devices
    .command('list')
    .description('every registered thing')
    .option('--data-dir <folder>', 'data folder of the running backend (default: .cord)')
    .action(action(async () => (await import('./commands/devices-list.js')).runDevicesList));
  return program;
}

/** The package's own version; its package.json lies one folder above both the source and the built file. */
function readVersion(): string {
  return (createRequire(import.meta.url)('../package.json') as { version: string }).version;
}

/** Runs one command line to its exit status. */
export async function runProgram(argv: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.ok;
  const program = createProgram((result) => (status = result));
  for (const command of [program, ...program.commands, ...program.commands.flatMap((group) => group.commands)]) {
    command.exitOverride();
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    status = await usageStatus(error);
  }
  return status;
}

// Commander has printed its own usage errors by the time it throws them; help and version end with its exit code 0.
async function usageStatus(error: unknown): Promise<ExitStatus> {
  const { CommanderError } = await import('commander');
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.ok : exitStatus.usage;
  const { reportError } = await import('./terminal/error-report.js');
  return reportError(error, processTerminal({ color: true }), { debug: false, json: false });
}
