import { runProgram } from './program.js';

const status = await runProgram(process.argv.slice(2));
process.exitCode = status;
