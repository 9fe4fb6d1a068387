import { runProgram } from './program.js';

// Whoever read the output has seen enough (`cord … | head`): end as on any other wish to end, without a word.
process.stdout.once('error', (error: NodeJS.ErrnoException) => {
  process.stdout.on('error', () => {});
  if (error.code !== 'EPIPE') throw error;
  if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(0);
});

const status = await runProgram(process.argv.slice(2));
process.exitCode = status;
