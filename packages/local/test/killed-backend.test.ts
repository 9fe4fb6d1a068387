import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionSecureElement, type Factory, type SecureElement } from '@cord/device';
import { formatThingName } from '@cord/fleet';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { systemClock } from '../src/clock/system-clock.js';
import { decodeBatch } from '../src/stores/heart/batch.js';
import { openStores } from '../src/stores/stores.js';

interface Address {
  apiUrl: string;
  apiKey: string;
  iotUrl: string;
  authorityPem: string;
  notices: readonly string[];
}

let folder: string;
let identity: SecureElement;
let thingName: string;
const children: ChildProcess[] = [];
const clients: MqttClient[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-killed-'));
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  await Promise.all(children.splice(0).map(kill));
  await rm(folder, { recursive: true });
});

async function start(mqttPort = '0'): Promise<Address> {
  const child = fork(new URL('run-backend.mts', import.meta.url), [folder, mqttPort], {
    execArgv: ['--conditions=@cord/source', '--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  const ended = once(child, 'exit').then(([status]) => Promise.reject(new Error(`it ended with ${status}`)));
  const [address] = (await Promise.race([once(child, 'message'), ended])) as [Address];
  return address;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function register({ apiUrl, apiKey }: Address): Promise<void> {
  const factory = JSON.parse(await readFile(join(folder, 'pki/factory.json'), 'utf8')) as Factory;
  identity = await provisionSecureElement(factory, { at: new Date() });
  thingName = formatThingName('CS-CORD-DK-', identity.uniqueId);
  const body = JSON.stringify([identity.entry]);
  const answer = await fetch(`${apiUrl}/devices/new`, { method: 'POST', headers: { 'x-api-key': apiKey }, body });
  expect(answer.status).toBe(200);
}

async function connect({ iotUrl, authorityPem }: Address, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(
    `mqtts://${iotUrl}`,
    {
      clientId: thingName,
      key: identity.privateKeyPem,
      cert: `${identity.certificatePem.trimEnd()}\n${identity.signerCertificatePem}`,
      ca: authorityPem,
      reconnectPeriod: 0,
      ...options,
    },
    false,
  );
  clients.push(client);
  return client;
}

const killAll = () => Promise.all(children.splice(0).map(kill));

/** What the folder holds: no backend runs on it. */
async function readFolder() {
  const stores = await openStores({
    path: join(folder, 'heart'),
    headFile: join(folder, 'heart.head'),
    thresholds: [],
    clock: systemClock,
  });
  const watts: unknown[] = [];
  for await (const { record } of stores.heart.readBatches(0)) {
    watts.push(...decodeBatch(record).map(({ row }) => row.watts));
  }
  const alerts = (await stores.alerts.newest(100)).toReversed();
  await stores.close();
  return { watts, alerts };
}

describe('a backend that is killed with messages in flight', () => {
  it.each([
    [1, 0],
    [20, 10],
    [100, 0],
    [100, 60],
  ])(
    'keeps each of %d once, killed after %d acknowledgements, and no alerts that overlap',
    async (count, after) => {
      const first = await start();
      await register(first);
      // It sends again what was not acknowledged, by itself, once it is connected again.
      const client = await connect(first, { clean: false, reconnectPeriod: 20 });
      const watts = Array.from({ length: count }, (_, index) => (index % 2) * 100 + index / 1000);
      let acknowledged = 0;
      const all = Promise.all(
        watts.map(async (value) => {
          await client.publishAsync(`iot8020/${thingName}/metrics`, `{"watts":${value}}`, { qos: 1 });
          acknowledged += 1;
          if (acknowledged === after) void killAll();
        }),
      );
      if (after === 0) void killAll();
      await new Promise<void>((resolve) => client.once('close', () => resolve()));
      await start(first.iotUrl.split(':').at(-1));
      await all;
      await client.endAsync();
      await killAll();

      const { watts: stored, alerts } = await readFolder();
      expect(stored).toEqual(watts);
      for (const [index, { clearedAtMs }] of alerts.entries()) {
        const next = alerts[index + 1];
        if (next !== undefined) expect(clearedAtMs).toBeLessThanOrEqual(next.raisedAtMs);
      }
      expect(alerts).toHaveLength(Math.floor(count / 2));
      expect(alerts.some(({ clearedAtMs }) => clearedAtMs === undefined)).toBe(count % 2 === 0);
    },
    30_000,
  );
});

/** What LevelDB has not brought into tables yet. */
async function listLogs(): Promise<string[]> {
  return (await readdir(join(folder, 'heart'))).filter((name) => name.endsWith('.log'));
}

describe('a heart that was broken since the backend was killed', () => {
  it.each<[string, (log: Buffer) => Buffer, RegExp]>([
    ['is cut short', (log) => log.subarray(0, log.length / 2), /lost are \d messages/],
    ['is empty', () => Buffer.alloc(0), /lost are 3 messages/],
    ['holds something else', () => Buffer.from('half a record'), /lost are 3 messages/],
  ])('is told of at the next start, in numbers, where its log %s', async (_, damage, words) => {
    const first = await start();
    await register(first);
    const client = await connect(first);
    for (const watts of [1, 2, 3]) {
      await client.publishAsync(`iot8020/${thingName}/metrics`, `{"watts":${watts}}`, { qos: 1 });
    }
    await killAll();
    for (const name of await listLogs()) {
      const log = join(folder, 'heart', name);
      await writeFile(log, damage(await readFile(log)));
    }
    const { notices } = await start();
    expect(notices).toEqual([expect.stringMatching(words)]);
    await killAll();
    expect((await start()).notices).toEqual([]);
  });

  it('is not, where it is whole', async () => {
    const first = await start();
    await register(first);
    const client = await connect(first);
    await client.publishAsync(`iot8020/${thingName}/metrics`, '{"watts":1}', { qos: 1 });
    await killAll();
    expect((await start()).notices).toEqual([]);
  });
});
