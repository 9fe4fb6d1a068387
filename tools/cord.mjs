#!/usr/bin/env node
// `pnpm cord …`: the command as built in this repository, built first where it is not. A command of this package, not a
// script of the workspace: of a script pnpm would tell how it was called and, after each exit status but 0, that it failed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../apps/cli/dist/main.js', import.meta.url));
// What the build says goes to stderr: stdout is the command's own.
if (!existsSync(command)) spawnSync('nx', ['build', 'cli'], { stdio: ['ignore', 2, 2] });
const { status } = spawnSync(process.execPath, [command, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
