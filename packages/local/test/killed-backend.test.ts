import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionSecureElement, type Factory, type SecureElement } from '@cord/device';
import { formatThingName } from '@cord/fleet';
import { connectAsync, type MqttClient } from 'mqtt';
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

async function start(): Promise<Address> {
  const child = fork(new URL('run-backend.mts', import.meta.url), [folder], {
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

async function connect({ iotUrl, authorityPem }: Address): Promise<MqttClient> {
  const options = {
    clientId: thingName,
    key: identity.privateKeyPem,
    cert: `${identity.certificatePem.trimEnd()}\n${identity.signerCertificatePem}`,
    ca: authorityPem,
    reconnectPeriod: 0,
  };
  const client = await connectAsync(`mqtts://${iotUrl}`, options, false);
  clients.push(client);
  return client;
}

describe('a backend that is killed with twenty messages in flight', () => {
  it.each([0, 10])('keeps what it has acknowledged, killed after %d, and no alerts that overlap', async (after) => {
    const first = await start();
    await register(first);
    const client = await connect(first);
    const topic = `iot8020/${thingName}/metrics`;
    const watts = Array.from({ length: 20 }, (_, index) => (index % 2) * 100 + index / 1000);
    const open = new Map(watts.map((value, index) => [index, value]));
    const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
    const enough = new Promise<void>((resolve) => {
      for (const [index, value] of watts.entries()) {
        client.publish(topic, `{"watts":${value}}`, { qos: 1 }, (error) => {
          if (error == null) open.delete(index);
          if (watts.length - open.size >= after) resolve();
        });
      }
      if (after === 0) resolve();
    });
    await enough;
    await Promise.all(children.splice(0).map(kill));
    await gone;
    const acknowledged = watts.filter((_, index) => !open.has(index));

    const second = await start();
    const returned = await connect(second);
    await Promise.all(
      [...open.values()].map((value) => returned.publishAsync(topic, `{"watts":${value}}`, { qos: 1, dup: true })),
    );
    await returned.endAsync();
    await Promise.all(children.splice(0).map(kill));

    const stores = await openStores(join(folder, 'cord.duckdb'));
    const stored = (await stores.telemetry.read({ thingName, sinceMs: 0, limit: 100 })).map((each) => each.watts);
    const alerts = (await stores.alerts.newest(100)).toReversed();
    stores.close();
    expect(stored).toEqual(expect.arrayContaining(watts));
    for (const value of acknowledged) expect(stored.filter((each) => each === value)).toHaveLength(1);
    expect(stored.slice(-open.size)).toEqual([...open.values()]);
    for (const [index, { clearedAtMs }] of alerts.entries()) {
      const next = alerts[index + 1];
      if (next !== undefined) expect(clearedAtMs).toBeLessThanOrEqual(next.raisedAtMs);
    }
    expect(alerts.at(-1)?.clearedAtMs === undefined).toBe((watts.at(-1) ?? 0) > 5);
  });
});

describe('a write-ahead log that was broken since the backend was killed', () => {
  it.each<[string, (wal: Buffer) => Buffer]>([
    ['is cut short', (wal) => wal.subarray(0, wal.length / 2)],
    ['has another head', (wal) => Buffer.concat([Buffer.of(wal[0] ?? 0, 0xff), wal.subarray(2)])],
    ['holds something else', () => Buffer.from('half a record')],
    ['is empty', () => Buffer.alloc(0)],
  ])('is told of at the next start where it %s', async (_, damage) => {
    const first = await start();
    await register(first);
    const client = await connect(first);
    for (const watts of [1, 2, 3]) {
      await client.publishAsync(`iot8020/${thingName}/metrics`, `{"watts":${watts}}`, { qos: 1 });
    }
    await Promise.all(children.splice(0).map(kill));
    const wal = join(folder, 'cord.duckdb.wal');
    await writeFile(wal, damage(await readFile(wal)));
    const { notices } = await start();
    expect(notices).toEqual([expect.stringContaining(`cord.duckdb lacks what was kept last (${thingName} at `)]);
  });

  it('is not, where it is whole', async () => {
    const first = await start();
    await register(first);
    const client = await connect(first);
    await client.publishAsync(`iot8020/${thingName}/metrics`, '{"watts":1}', { qos: 1 });
    await Promise.all(children.splice(0).map(kill));
    expect((await start()).notices).toEqual([]);
  });
});
