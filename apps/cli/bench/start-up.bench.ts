import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CordProcess } from '../test/cord-process.js';

/**
 * How long a user waits: from the start of the process to the first metric that is safe in the store, with three simulated
 * cords that are provisioned, registered and connected on the way. First on an empty data folder, where keys and
 * certificates are made, then on the same folder again.
 */
const ROUNDS = 7;

const cases: Record<string, number[]> = { 'empty data folder': [], 'same folder again': [] };

for (let round = 0; round < ROUNDS; round += 1) {
  const folder = await mkdtemp(join(tmpdir(), 'cord-bench-'));
  for (const milliseconds of Object.values(cases)) milliseconds.push(await measureStart(folder));
  await rm(folder, { recursive: true });
}

const figures = Object.entries(cases).map(([name, milliseconds]) => {
  const sorted = milliseconds.toSorted((a, b) => a - b).map((value) => Math.round(value));
  return {
    'start to first metric stored': name,
    rounds: ROUNDS,
    'least ms': sorted[0],
    'median ms': sorted[ROUNDS >> 1],
    'most ms': sorted.at(-1),
  };
});
console.table(figures);

async function measureStart(cwd: string): Promise<number> {
  const startedAt = performance.now();
  const cord = new CordProcess(['dev', '--simulate', '3', '--port', '0', '--mqtt-port', '0'], { cwd });
  await cord.event('telemetry-stored');
  const milliseconds = performance.now() - startedAt;
  cord.signal('SIGTERM');
  await cord.exit();
  return milliseconds;
}
