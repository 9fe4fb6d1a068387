import type { SecureElement } from '@cord/device';
import { parseConfig, type FleetEvent, type FleetEventOf } from '@cord/fleet';
import type { MqttClient } from 'mqtt';
import { systemClock } from '../../src/clock/system-clock.js';
import type { Broker } from '../../src/mqtt/broker.js';
import { sweepAlertStates, type AlertSweepOptions } from '../../src/rules/alert-sweep.js';
import { RuleRunner } from '../../src/rules/rule-runner.js';
import { decodeBatch } from '../../src/stores/heart/batch.js';
import type { Stores } from '../../src/stores/stores.js';
import { TestStores } from '../stores/open-test-stores.js';
import { register, TestEndpoint } from './test-endpoint.js';

const FIRST = 'pump';

const testStores = new TestStores();
let endpoint: TestEndpoint;
let elements: SecureElement[];
let stores: Stores;
let broker: Broker;
let sweep: () => Promise<void>;
let events: FleetEvent[];
let failures: unknown[];
/** Before a message goes to the store. */
let beforeStored: () => void;

beforeAll(async () => {
  endpoint = await TestEndpoint.create();
  elements = await Promise.all(Array.from({ length: 20 }, () => endpoint.createElement()));
});
beforeEach(async () => {
  stores = await testStores.open();
  [events, failures] = [[], []];
  beforeStored = () => {};
  const store = stores.messages;
  const config = parseConfig({ thresholds: [{ id: 'load-on', metric: 'watts', above: 5, repeatEvery: '1s' }] });
  const told: Pick<AlertSweepOptions, 'emit' | 'onFailure'> = {
    emit: (event) => events.push(event),
    onFailure: (error) => failures.push(error),
  };
  const runner = new RuleRunner({ config, store, clock: systemClock, ...told });
  sweep = () => sweepAlertStates({ config, store, times: () => runner.times, ...told });
  broker = await endpoint.startBroker({
    directory: stores.registry,
    ...told,
    take: (message) => {
      beforeStored();
      return runner.take(message);
    },
  });
});
afterEach(async () => {
  await endpoint.close();
  await testStores.clear();
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

async function stored(thingName = FIRST) {
  const rows = [];
  for await (const { record } of stores.heart.readBatches(0)) rows.push(...decodeBatch(record).map(({ row }) => row));
  return rows.filter((row) => row.thing_name === thingName);
}

async function storedWatts(thingName = FIRST): Promise<unknown[]> {
  return (await stored(thingName)).map(({ watts }) => watts);
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
    const times = (await stored()).map((row) => row.received_at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(new Set(times).size).toBe(100);
  });

  it.each(upTo(8))('leave an alert that agrees with the last of a burst, seed %d', async (seed) => {
    const random = createRandom(seed);
    const client = await connect();
    const watts = upTo(2 + random(60)).map(() => random(2) * 100);
    const sweeping = upTo(5).map(() => sweep());
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

  it('are left out behind one that could not be kept, so that all come again in order', async () => {
    let count = 0;
    beforeStored = () => {
      count += 1;
      if (count === 3) throw new Error('disk full');
    };
    const client = await connect();
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    const topic = `iot8020/${FIRST}/metrics`;
    for (const value of upTo(10)) client.publish(topic, `{"watts":${value}}`, { qos: 1 }, () => {});
    await closed;
    expect(await storedWatts()).toEqual([0, 1]);
    expect(failures).toEqual([new Error('disk full')]);
  });
});
