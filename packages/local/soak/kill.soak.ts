import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseConfig } from '@cord/fleet';
import { connectAsync } from 'mqtt';
import { registerCords } from '../bench/cords.js';
import { queryFolder } from '../src/index.js';
import { TestStores } from '../test/stores/open-test-stores.js';

/**
 * Kills a running `cord dev` again and again in the middle of its work, with 1, 20 and 100 messages in flight, on one data folder. Then:
 * each message that was sent is there once, in its order, and no alert was raised twice. ROUNDS=200, SEED=1.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 200);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const IN_FLIGHT = [1, 20, 100];
const COMMAND = join(import.meta.dirname, '../../../apps/cli/dist/main.js');

let state = SEED;
/** Source: Numerical Recipes, quick and dirty linear congruential generator. */
function chance(most: number): number {
  state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return Math.floor((state / 2 ** 32) * most);
}

const folder = await mkdtemp(join(tmpdir(), 'cord-soak-'));
const dataDir = join(folder, 'cord');

async function start(
  mqttPort: string,
): Promise<{ child: ChildProcess; apiUrl: string; iotUrl: string; notices: string[] }> {
  const args = ['dev', '--json', '--port', '0', '--mqtt-port', mqttPort, '--data-dir', dataDir];
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  lines.on('line', () => {});
  const { apiUrl, iotUrl, notices = [] } = JSON.parse(line) as { apiUrl: string; iotUrl: string; notices?: string[] };
  return { child, apiUrl, iotUrl, notices };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

let running = await start('0');
const port = running.iotUrl.split(':').at(-1) ?? '0';
const [cord] = await registerCords({ apiUrl: running.apiUrl, dataDir }, 1);
if (cord === undefined) throw new Error('no cord was registered');
const authority = JSON.parse(await readFile(join(dataDir, 'pki/authority.json'), 'utf8')) as { certificatePem: string };
const client = await connectAsync(`mqtts://127.0.0.1:${port}`, {
  clientId: cord.clientId,
  key: cord.privateKeyPem,
  cert: cord.certificatePem,
  ca: authority.certificatePem,
  clean: false,
  reconnectPeriod: 10,
});
client.on('error', () => {});

let sent = 0;
let acknowledged = 0;
async function publishOn(): Promise<void> {
  // Every second one is over the threshold, and each is told from all others.
  const watts = (sent % 2) * 1000 + sent / 1_000_000;
  sent += 1;
  await publish(`{"watts":${watts}}`);
  acknowledged += 1;
}

/** What the client had not begun to send when the link broke while it sent others again, it gives back. */
async function publish(payload: string): Promise<void> {
  for (;;) {
    try {
      await client.publishAsync(`iot8020/${cord?.clientId}/metrics`, payload, { qos: 1 });
      return;
    } catch (error) {
      if (!(error instanceof Error && error.message === 'Connection closed')) throw error;
    }
  }
}

const startedAt = Date.now();
for (let round = 0; round < ROUNDS; round += 1) {
  const inFlight = IN_FLIGHT[round % IN_FLIGHT.length] ?? 1;
  const over = new AbortController();
  const publishers = Array.from({ length: inFlight }, async () => {
    while (!over.signal.aborted) await publishOn();
  });
  await new Promise((resolve) => setTimeout(resolve, 20 + chance(400)));
  over.abort();
  await end(running.child, 'SIGKILL');
  running = await start(port);
  if (running.notices.length > 0) throw new Error(`round ${round}: ${running.notices.join('; ')}`);
  await Promise.all(publishers);
  if (round % 20 === 19) console.log(`${round + 1} rounds, ${acknowledged} messages acknowledged`);
}
await client.endAsync();
await end(running.child, 'SIGINT');

const order = 'SELECT watts FROM telemetry ORDER BY received_at';
const { rows } = await queryFolder(parseConfig({}), dataDir, [order, { limit: sent + 10, timeLimitMs: 60_000 }]);
const numbers = rows.map(([watts]) => Math.round((Number(watts) % 1000) * 1_000_000));
const faults: string[] = [];
if (rows.length !== sent) faults.push(`${sent} messages were sent and ${rows.length} are there`);
const misplaced = numbers.findIndex((number, index) => number !== index);
if (misplaced >= 0) faults.push(`at place ${misplaced} lies message ${numbers[misplaced]}`);

const testStores = new TestStores();
const { alerts } = await testStores.open(dataDir);
const raised = (await alerts.newest(20_000)).toReversed();
for (const [index, { clearedAtMs = Infinity }] of raised.entries()) {
  const next = raised[index + 1];
  if (next !== undefined && clearedAtMs > next.raisedAtMs)
    faults.push(`alert ${index} was open while the next was raised`);
}
const expected = Math.min(Math.floor(sent / 2), 10_000);
if (raised.length !== expected) faults.push(`${raised.length} alerts are there, expected ${expected}`);
await testStores.clear();

const seconds = Math.round((Date.now() - startedAt) / 1000);
console.log(`seed ${SEED}: ${ROUNDS} rounds in ${seconds} s, ${sent} messages, ${raised.length} alerts kept`);
for (const fault of faults) console.error(fault);
await rm(folder, { recursive: true, force: true });
process.exitCode = faults.length === 0 ? 0 : 1;
