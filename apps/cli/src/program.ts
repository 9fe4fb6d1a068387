import { createRequire } from 'node:module';
import { Command, CommanderError, Help, Option } from 'commander';
import { CommandError } from './command-error.js';
import type { Bind } from './group.js';
import { groups } from './groups.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import type { GlobalOptions } from './options.js';
import { processPorts } from './ports/process-ports.js';

/**
 * The command line: names, flags and examples.
 *
 * @param called  words of the command line: groups that are not among them show their name and description alone
 */
export async function createProgram(
  called: readonly string[],
  { isJson = false, finish }: { isJson?: boolean; finish: (status: ExitStatus) => void },
): Promise<Command> {
  const program = new Command('cord')
    .description('Connect machines to AWS by a power cord, or to a backend on this machine')
    .version(readVersion())
    .configureHelp({ showGlobalOptions: true, optionDescription: describeOption })
    .exitOverride()
    .configureOutput({ outputError: (text, write) => (isJson ? undefined : write(text)) })
    .addOption(new Option('--json', 'one JSON object a line on stdout').default(false))
    .addOption(new Option('--no-color', 'no color (NO_COLOR is heeded too)'))
    .addOption(new Option('--debug', 'show stack traces').default(false))
    .addOption(new Option('--config <file>', 'configuration file (default: cord.config.* here)'));
  program.addHelpText(
    'after',
    '\nExamples:\n  cord dev --simulate 3\n  cord manifest verify delivery.json\n  cord help dev',
  );
  const bind = bindTo(finish);
  for (const { name, description, load } of groups) {
    const command = program.command(name).description(description);
    if (called.includes(name)) (await load())(command, bind);
  }
  return program;
}

/** What is off unless said needs no word. */
function describeOption(option: Option): string {
  return new Help().optionDescription(option).replace(' (default: false)', '');
}

function bindTo(finish: (status: ExitStatus) => void): Bind {
  return (load) =>
    async function (this: Command): Promise<void> {
      const options = this.optsWithGlobals();
      const ports = processPorts(options as GlobalOptions);
      try {
        const run = await load();
        finish(await run(this.args, options as Parameters<typeof run>[1], ports));
      } catch (error) {
        const { reportError } = await import('./terminal/error-report.js');
        finish(reportError(error, ports.terminal, options as GlobalOptions));
      }
    };
}

/** The package's own version; its package.json lies one folder above both the source and the built file. */
function readVersion(): string {
  return (createRequire(import.meta.url)('../package.json') as { version: string }).version;
}

/** Runs one command line to its exit status. */
export async function runProgram(argv: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.ok;
  const isJson = argv.includes('--json');
  try {
    const program = await createProgram(argv, { isJson, finish: (result) => (status = result) });
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    status = await reportUsage(error, isJson);
  }
  return status;
}

// Commander has told its own usage errors by the time it throws them; help and version end with its exit code 0.
async function reportUsage(error: unknown, isJson: boolean): Promise<ExitStatus> {
  const isUsage = error instanceof CommanderError;
  if (isUsage && error.exitCode === 0) return exitStatus.ok;
  if (isUsage && (!isJson || error.code === 'commander.help')) return exitStatus.usage;
  const { reportError } = await import('./terminal/error-report.js');
  const told = isUsage ? new CommandError('usage', error.message.replace(/^error: /, '')) : error;
  return reportError(told, processPorts({ color: true }).terminal, { debug: false, json: isJson });
}
