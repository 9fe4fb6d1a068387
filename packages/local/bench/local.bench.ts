import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Factory } from '@cord/device';
import { patterns, registerCords } from './cords.js';
import { prepareLoad, readCpuMs, readRssMb, type LoadClient } from './load.js';
import { startNodeRed } from './node-red.js';
import { startAedes, startCord, startMosquitto, type Peer } from './peers.js';

/**
 * Messages a second and what each costs, beside peers in the same run: every case goes through all of them before the next. Each message
 * of `cord dev` is on disk and has been judged by its threshold before it is acknowledged; those of the peers are neither.
 *
 * SECONDS=5 of each case, CASES=100x20:below,1000x1:below@1 to choose: clients, window, pattern, messages a second of each client.
 */
const SECONDS = Number(process.env['SECONDS'] ?? 5);
const CASES =
  process.env['CASES'] ??
  '1x1:below,1x20:below,10x20:below,100x1:below,100x20:below,100x20:above,100x20:alternating,1000x1:below,1000x1:alternating@1';

const folder = await mkdtemp(join(tmpdir(), 'cord-bench-'));
const cord = await startCord(folder);
const cases = CASES.split(',').map((text) => {
  const [, clients = '1', window = '1', pattern = 'below', rate] = /^(\d+)x(\d+):(\w+)(?:@(\d+))?$/.exec(text) ?? [];
  const load = { window: Number(window), pattern: pattern as keyof typeof patterns };
  return { clients: Number(clients), load: { ...load, ...(rate !== undefined && { ratePerClient: Number(rate) }) } };
});
const cords = await registerCords(cord, Math.max(...cases.map(({ clients }) => clients)));
const factory = JSON.parse(await readFile(join(cord.dataDir, 'pki/factory.json'), 'utf8')) as Factory;
const rootPem = factory.root.certificatePem;
const mosquitto = await startMosquitto(join(folder, 'mosquitto'), rootPem);
const peers: Peer[] = [cord, mosquitto, await startAedes(join(folder, 'aedes'), rootPem)];

const figures: Record<string, unknown>[] = [];
for (const { clients, load } of cases) {
  for (const peer of peers) figures.push(await measure(peer, cords.slice(0, clients), load));
}
console.table(figures);
await measureNodeRed();
const bytes = await sizeOf(cord.dataDir);
for (const peer of peers) await peer.stop();
console.log(`data folder of cord dev: ${(bytes / 1e6).toFixed(1)} MB`);
await rm(folder, { recursive: true, force: true });

async function measure(
  peer: Peer,
  clients: readonly LoadClient[],
  { pattern, ...pace }: { window: number; pattern: keyof typeof patterns; ratePerClient?: number },
): Promise<Record<string, unknown>> {
  const { host, port, ca } = peer;
  const order = { host, port, ca, clients, topic: 'iot8020/+/metrics', payloads: patterns[pattern], ...pace };
  const load = await prepareLoad({ ...order, seconds: SECONDS });
  const pids = await peer.pids();
  if (peer === cord) await cord.readLagMs();
  const before = await readCpuMs(pids);
  const { acknowledged, seconds, p50Ms, p99Ms } = await load.run();
  const cpuMs = (await readCpuMs(pids)) - before;
  return {
    case: `${clients.length} x ${pace.window}, ${pattern}${pace.ratePerClient === undefined ? '' : `, ${pace.ratePerClient}/s each`}`,
    peer: peer.name,
    'messages/s': Math.round(acknowledged / seconds),
    'CPU ms/message': Number((cpuMs / acknowledged).toFixed(4)),
    'p50 ms': Number(p50Ms.toFixed(1)),
    'p99 ms': Number(p99Ms.toFixed(1)),
    'loop held ms': peer === cord ? Number((await cord.readLagMs()).toFixed(0)) : '',
    'RSS MB': (await Promise.all(pids.map(async (pid) => Math.round(await readRssMb([pid]))))).join(' + '),
  };
}

/** By itself, at the end: it slows the broker that it hears. */
async function measureNodeRed(): Promise<void> {
  const nodeRed = await startNodeRed(join(folder, 'node-red'), mosquitto.plainPort);
  const { host, port, ca } = mosquitto;
  const order = { host, port, ca, clients: cords.slice(0, 100), topic: 'iot8020/+/metrics', payloads: patterns.below };
  const load = await prepareLoad({ ...order, window: 20, seconds: SECONDS });
  const before = await readCpuMs([nodeRed.pid]);
  const { seconds } = await load.run();
  const messages = await nodeRed.countMessages();
  const cpuMs = (await readCpuMs([nodeRed.pid])) - before;
  const rate = Math.round(messages / seconds);
  console.log(
    `Node-RED behind Mosquitto, 100 x 20: ${rate} messages/s, ${(cpuMs / messages).toFixed(3)} ms of CPU each`,
  );
  await nodeRed.stop();
}

async function sizeOf(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(path, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
