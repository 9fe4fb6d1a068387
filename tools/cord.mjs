// `pnpm cord …`: the command as built in this repository, built first where it is not.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../apps/cli/dist/main.js', import.meta.url));
// What the build says goes to stderr: stdout is the command's own.
if (!existsSync(command)) spawnSync('nx', ['build', 'cli'], { stdio: ['ignore', 2, 2] });
const { status } = spawnSync(process.execPath, [command, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
