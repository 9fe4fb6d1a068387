// Takes a database along, adds a step to those there are, and ends without warning in the middle of it.
import { openDatabase } from '../../src/earlier-database/open-database.js';
import { duckDbSteps } from '../../src/earlier-database/migrations/duckdb-steps.js';

const [file = '', after = '0'] = process.argv.slice(2);
const dying = {
  number: Number(after) + 1,
  name: 'the last',
  up: async (connection: { run: (sql: string) => Promise<unknown> }) => {
    await connection.run('DELETE FROM things');
    await connection.run('DROP TABLE telemetry');
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  },
};
await openDatabase(file, { steps: [...duckDbSteps.slice(0, Number(after)), dying] });
