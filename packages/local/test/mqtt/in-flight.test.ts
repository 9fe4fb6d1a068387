import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecureElement } from '@cord/device';
import { parseConfig, type FleetEvent, type FleetEventOf, type TelemetryStore } from '@cord/fleet';
import type { MqttClient } from 'mqtt';
import { systemClock } from '../../src/clock/system-clock.js';
import type { Broker } from '../../src/mqtt/broker.js';
import { RuleRunner } from '../../src/rules/rule-runner.js';
import { openStores, type Stores } from '../../src/stores/stores.js';
import { Turns } from '../../src/turns.js';
import { createGate } from '../gate.js';
import { register, TestEndpoint } from './test-endpoint.js';

const FIRST = 'pump';

let endpoint: TestEndpoint;
let elements: SecureElement[];
let folder: string;
let stores: Stores;
let broker: Broker;
let runner: RuleRunner;
let events: FleetEvent[];
let failures: unknown[];
/** Between a message and the store. */
let beforeStored: (thingName: string) => Promise<void>;

beforeAll(async () => {
  endpoint = await TestEndpoint.create();
  elements = await Promise.all(Array.from({ length: 20 }, () => endpoint.createElement()));
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-in-flight-'));
  stores = await openStores(join(folder, 'cord.duckdb'));
  [events, failures] = [[], []];
  beforeStored = async () => {};
  const telemetry: Pick<TelemetryStore, 'append'> = {
    append: async (messages) => {
      for (const { thingName } of messages) await beforeStored(thingName);
      await stores.telemetry.append(messages);
    },
  };
  runner = new RuleRunner({
    config: parseConfig({ thresholds: [{ id: 'load-on', metric: 'watts', above: 5, repeatEvery: '1s' }] }),
    stores: { telemetry, alerts: stores.alerts },
    clock: systemClock,
    turns: new Turns(systemClock),
    emit: (event) => events.push(event),
    onFailure: (error) => failures.push(error),
  });
  broker = await endpoint.startBroker({
    directory: stores.registry,
    emit: (event) => events.push(event),
    onFailure: (error) => failures.push(error),
    onMessage: (message, isWanted) => runner.run(message, isWanted),
  });
});
afterEach(async () => {
  await endpoint.close();
  stores.close();
  await rm(folder, { recursive: true });
});

async function connect(index = 0, thingName = FIRST): Promise<MqttClient> {
  const [identity] = elements.slice(index);
  if (identity === undefined) throw new Error('too few elements');
  await register(stores.registry, thingName, identity);
  return endpoint.connect(broker, { identity, clientId: thingName });
}

/** All at once: the next goes without waiting for the acknowledgement of the one before. Fails where the link is lost. */
async function publishAll(client: MqttClient, watts: readonly number[], thingName = FIRST): Promise<void> {
  const topic = `iot8020/${thingName}/metrics`;
  const lost = new Promise<never>((_, reject) => client.once('close', () => reject(new Error('the link was lost'))));
  const acknowledged = watts.map((value) => client.publishAsync(topic, `{"watts":${value}}`, { qos: 1 }));
  await Promise.race([Promise.all(acknowledged), lost]);
}

async function storedWatts(thingName = FIRST): Promise<unknown[]> {
  const stored = await stores.telemetry.read({ thingName, sinceMs: 0, limit: 5000 });
  return stored.map(({ watts }) => watts);
}

/** Small and repeatable. Source: Numerical Recipes, quick and dirty linear congruential generator. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const upTo = (length: number) => Array.from({ length }, (_, index) => index);
const isAlert = (event: FleetEvent): event is FleetEventOf<'alert-raised' | 'alert-cleared'> =>
  event.type === 'alert-raised' || event.type === 'alert-cleared';

describe('messages of one thing', () => {
  it.each([12, 20, 100])('are acknowledged and stored once each in their order, %d in flight', async (count) => {
    const client = await connect();
    const watts = upTo(count).map((index) => (index % 2) * 100 + index / 1000);
    await publishAll(client, watts);
    expect(await storedWatts()).toEqual(watts);
    expect(failures).toEqual([]);
    expect(client.connected).toBe(true);
  });

  it('have times of their own, in their order', async () => {
    await publishAll(await connect(), upTo(100));
    const stored = await stores.telemetry.read({ thingName: FIRST, sinceMs: 0, limit: 100 });
    expect(new Set(stored.map(({ receivedAtMs }) => receivedAtMs)).size).toBe(100);
  });

  it.each(upTo(8))('leave an alert that agrees with the last of a burst, seed %d', async (seed) => {
    const random = createRandom(seed);
    const client = await connect();
    const watts = upTo(2 + random(60)).map(() => random(2) * 100);
    const sweeping = upTo(5).map(() => runner.sweep());
    await publishAll(client, watts);
    await Promise.all(sweeping);
    const turns = watts.filter((value, index) => value !== (watts[index - 1] ?? 0));
    expect(events.filter(isAlert).map(({ type }) => type)).toEqual(
      turns.map((value) => (value > 5 ? 'alert-raised' : 'alert-cleared')),
    );
    const state = await stores.alerts.readState('load-on', FIRST);
    expect(state?.open !== undefined).toBe(watts.at(-1) === 100);
    const records = await stores.alerts.newest(100);
    const ids = new Set(events.filter(isAlert).map(({ alert }) => alert.id));
    expect(records).toHaveLength(ids.size);
    expect(records.filter(({ clearedAtMs }) => clearedAtMs === undefined)).toHaveLength(watts.at(-1) === 100 ? 1 : 0);
  });

  it('stay apart from those of twenty others', async () => {
    const names = elements.map((_, index) => `thing-${index}`);
    const clients = await Promise.all(names.map((name, index) => connect(index, name)));
    const watts = upTo(8).map((index) => (index % 2) * 100 + index);
    await Promise.all(clients.map((client, index) => publishAll(client, watts, names[index])));
    for (const name of names) expect(await storedWatts(name)).toEqual(watts);
    expect(failures).toEqual([]);
  });

  it('do not wait for a thing whose store is slow', async () => {
    const disk = createGate();
    beforeStored = (thingName) => (thingName === FIRST ? disk.passed : Promise.resolve());
    const [slow, quick] = [await connect(), await connect(1, 'rack')];
    const late = publishAll(slow, upTo(20));
    await publishAll(quick, upTo(20), 'rack');
    expect(await storedWatts('rack')).toEqual(upTo(20));
    expect(await storedWatts()).toEqual([]);
    disk.open();
    await late;
    expect(await storedWatts()).toEqual(upTo(20));
  });

  it('are left out behind one that could not be kept, so that all come again in order', async () => {
    let count = 0;
    beforeStored = () => ((count += 1) === 3 ? Promise.reject(new Error('disk full')) : Promise.resolve());
    const client = await connect();
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    const topic = `iot8020/${FIRST}/metrics`;
    for (const value of upTo(10)) client.publish(topic, `{"watts":${value}}`, { qos: 1 }, () => {});
    await closed;
    await runner.sweep();
    expect(await storedWatts()).toEqual([0, 1]);
    expect(failures).toEqual([new Error('disk full')]);
  });
});
