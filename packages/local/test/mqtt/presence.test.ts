import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import type { SecureElement } from '@cord/device';
import type { FleetEvent } from '@cord/fleet';
import { MemoryDeviceRegistry } from '@cord/testing';

import { systemClock } from '../../src/clock/system-clock.js';
import type { Broker } from '../../src/mqtt/broker.js';
import { createPresenceTelling } from '../../src/mqtt/presence.js';
import { EventStream } from '../../src/view/event-stream.js';
import { disconnectPacket, formatConnect, formatPublish } from './packets.js';
import { openTls } from './open-tls.js';
import { register, TestEndpoint } from './test-endpoint.js';

let endpoint: TestEndpoint;
let identity: SecureElement;
let other: SecureElement;
let broker: Broker;
let events: FleetEvent[];

beforeAll(async () => {
  endpoint = await TestEndpoint.create();
  [identity, other] = [await endpoint.createElement(), await endpoint.createElement()];
});
beforeEach(async () => {
  const registry = new MemoryDeviceRegistry();
  await register(registry, 'pump', identity);
  await register(registry, 'rack', other);
  events = [];
  broker = await endpoint.startBroker({ directory: registry, emit: (event) => events.push(event) });
});
afterEach(() => endpoint.close());

async function openLink(): Promise<TLSSocket> {
  const socket = await openTls(endpoint, { broker, identity });
  socket.resume();
  return socket;
}

/** What was told of the pump. */
const presence = (): string[] =>
  events.flatMap((event) => ('thingName' in event && event.thingName === 'pump' ? [event.type] : []));
const alternating = (told: readonly string[]) =>
  told.map((_, index) => (index % 2 === 0 ? 'device-connected' : 'device-disconnected'));

async function until(isTrue: () => boolean): Promise<void> {
  const endsAtMs = Date.now() + 10_000;
  while (!isTrue() && Date.now() < endsAtMs) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isTrue()).toBe(true);
}

/** Another cord's round trip: what was sent before has arrived. */
async function untilArrived(): Promise<void> {
  const client = await endpoint.connect(broker, { identity: other, clientId: 'rack' });
  await client.publishAsync('iot8020/rack/metrics', '{}', { qos: 1 });
  await client.endAsync();
}

describe('presence', () => {
  it.each([
    ['says goodbye', disconnectPacket],
    ['just leaves', Buffer.alloc(0)],
  ])('shows a cord that connects, publishes and %s at once as gone', async (_, goodbye) => {
    const message = formatPublish({ topic: 'iot8020/pump/metrics', payload: '{"watts":1}' });
    for (let round = 0; round < 10; round += 1) {
      const socket = await openLink();
      socket.end(Buffer.concat([formatConnect({ clientId: 'pump' }), message, goodbye]));
      await once(socket, 'close');
    }
    await untilArrived();
    await until(() => presence().at(-1) !== 'device-connected');
    const told = presence();
    expect(told).toEqual(alternating(told));
  });

  it('shows a cord whose link breaks at any moment as gone', async () => {
    for (let afterMs = 0; afterMs < 20; afterMs += 1) {
      const socket = await openLink();
      socket.write(formatConnect({ clientId: 'pump' }));
      await new Promise((resolve) => setTimeout(resolve, afterMs / 4));
      socket.destroy();
    }
    await untilArrived();
    await until(() => presence().at(-1) !== 'device-connected');
    const told = presence();
    expect(told).toEqual(alternating(told));
  });

  it('shows a cord that comes back before its older link is gone as there', async () => {
    const sockets: TLSSocket[] = [];
    for (let count = 0; count < 8; count += 1) sockets.push(await openLink());
    for (const socket of sockets) socket.write(formatConnect({ clientId: 'pump' }));
    await until(() => sockets.filter((socket) => !socket.closed).length === 1);
    await untilArrived();
    const told = presence();
    expect(told).toEqual(alternating(told));
    expect(told.at(-1)).toBe('device-connected');
    expect(sockets.filter((socket) => !socket.closed)).toHaveLength(1);
    for (const socket of sockets) socket.destroy();
    await until(() => presence().at(-1) === 'device-disconnected');
  });

  it('is told anew now and then, by the list of the broker itself', async () => {
    const socket = await openLink();
    socket.write(formatConnect({ clientId: 'pump' }));
    await until(() => presence().at(-1) === 'device-connected');
    expect(broker.listConnected()).toEqual(['pump']);
    const stream = new EventStream();
    const told = new Promise<void>((resolve) => {
      stream.subscribe((event) => event.type === 'presence' && resolve());
    });
    // As if the event of the connection had been lost, and that of another's leaving.
    stream.emit({ atMs: 0, type: 'device-connected', thingName: 'rack' });
    const telling = createPresenceTelling(() => broker.listConnected(), {
      clock: systemClock,
      emit: stream.emit,
      everyMs: 1,
    });
    await telling.start();
    await told;
    await telling.stop();
    expect(stream.view.devices).toMatchObject({ pump: { isConnected: true }, rack: { isConnected: false } });
    socket.destroy();
    await until(() => broker.listConnected().length === 0);
  });
});
