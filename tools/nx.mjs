// `pnpm nx …` is nx itself, but for one word: nx keeps `nx conformance <project>` for a plugin that is sold apart, and here it
// is the target that plays the published cases of a language against our implementation.
import { spawnSync } from 'node:child_process';

const args = process.argv.slice(2);
const [command, project, ...rest] = args;
const isTarget = command === 'conformance' && project !== undefined;
const { status } = spawnSync('nx', isTarget ? ['run', `${project}:conformance`, ...rest] : args, { stdio: 'inherit' });
process.exitCode = status ?? 1;
