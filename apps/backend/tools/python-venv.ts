import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../tmp/python');

/** True where Python can make virtual environments. */
export function hasPython(): boolean {
  return spawnSync('python3', ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))']).status === 0;
}

/** Installs what a file of pinned requirements names, apart from the machine's own Python; tells where its commands lie. */
export function installPython(name: string, requirementsFile: string): string {
  const venv = join(folder, name);
  const bin = join(venv, 'bin');
  if (!existsSync(bin)) run('python3', ['-m', 'venv', venv]);
  run(join(bin, 'python'), ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirementsFile]);
  return bin;
}

/** Throws: `Error` with all the command said, when it fails. */
export function run(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed\n${stdout}${stderr}`, { cause: error });
}
