import { DeviceError } from '@cord/device';
import { FleetError } from '@cord/fleet';
import { LocalError } from '@cord/local';
import { ManifestError } from '@cord/manifest';
import { SqlError } from '@cord/rules';
import { CommandError } from '../command-error.js';
import { exitStatus, type ExitStatus } from '../exit-status.js';
import { formatPrintable } from './printable.js';
import type { Terminal } from '../ports/terminal.js';

interface Report {
  status: ExitStatus;
  code: string;
  hint?: string;
}

const hints: Record<string, string> = {
  'port-in-use': 'another backend may be running: stop it, or give --port and --mqtt-port',
  'data-folder-in-use': 'one backend at a time has a data folder: stop the other, or give --data-dir',
  'data-folder-newer': 'use the version of cord that wrote it, or give another --data-dir',
  'data-folder-damaged':
    "put a copy of the file back, let 'cord doctor --repair' do what it can, or give another --data-dir",
  'data-folder-not-writable': 'let this user write there, make room, or give another --data-dir',
  'data-folder-not-migrated': 'mend what the message names and start again, or give another --data-dir',
  'backend-offline': "start it with 'cord dev'",
  'backend-other': "nothing was asked of it; start the one of this folder with 'cord dev'",
  'invalid-config': 'mend the configuration file; its keys are in the README of the command',
};

/** Tells an error on stderr as cause, code and way out; the only place that maps errors to exit statuses. */
export function reportError(
  error: unknown,
  terminal: Terminal,
  options: { debug: boolean; json: boolean },
): ExitStatus {
  const { status, code, hint } = classify(error);
  const message = error instanceof Error ? error.message : String(error);
  if (options.json) {
    terminal.note(JSON.stringify({ error: { code, message, ...(hint !== undefined && { hint }) } }));
  } else {
    terminal.note(`${terminal.color.red('error')} ${formatPrintable(message)} (${code})`);
    if (hint !== undefined) terminal.note(`${terminal.color.dim('fix')}   ${hint}`);
  }
  if (options.debug && error instanceof Error && error.stack !== undefined) terminal.note(error.stack);
  return status;
}

function classify(error: unknown): Report {
  const code = codeOf(error);
  const hint = hints[code];
  return { status: statusOf(error), code, ...(hint !== undefined && { hint }) };
}

function codeOf(error: unknown): string {
  const isOurs = [CommandError, DeviceError, FleetError, LocalError, ManifestError, SqlError].some(
    (type) => error instanceof type,
  );
  return isOurs ? (error as { code: string }).code : 'unexpected';
}

function statusOf(error: unknown): ExitStatus {
  if (error instanceof CommandError) return error.status;
  if (error instanceof FleetError && error.code === 'invalid-config') return exitStatus.config;
  if (error instanceof SqlError) return exitStatus.config;
  return exitStatus.failure;
}
