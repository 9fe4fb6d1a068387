import { once } from 'node:events';
import type { SecureElement } from '@cord/device';
import type { FleetEvent } from '@cord/fleet';
import { MemoryDeviceRegistry } from '@cord/testing';
import type { PublishedMessage } from '../../src/published-message.js';
import type { Broker } from '../../src/mqtt/broker.js';
import { formatConnect, formatPublish, formatSubscribe, type WirePublish } from './packets.js';
import { openTls } from './open-tls.js';
import { register, TestEndpoint } from './test-endpoint.js';

const TOPIC = 'iot8020/pump/metrics';
const KIB = 1024;

let endpoint: TestEndpoint;
let identity: SecureElement;
let broker: Broker;
let events: FleetEvent[];
let messages: PublishedMessage[];

beforeAll(async () => {
  endpoint = await TestEndpoint.create();
  identity = await endpoint.createElement();
});
beforeEach(async () => {
  const registry = new MemoryDeviceRegistry();
  await register(registry, 'pump', identity);
  [events, messages] = [[], []];
  broker = await endpoint.startBroker({
    directory: registry,
    emit: (event) => events.push(event),
    take: async (message) => void messages.push(message),
  });
});
afterEach(() => endpoint.close());

const openLink = () => openTls(endpoint, { broker, identity });

const acknowledgements = [0x40, 0x90];

/** `acknowledged` with a PUBACK or SUBACK, or `closed`; `message` goes once the CONNACK is there. */
async function send(hello: Uint8Array, message: Uint8Array): Promise<'acknowledged' | 'closed'> {
  const socket = await openLink();
  const outcome = new Promise<'acknowledged' | 'closed'>((resolve) => {
    let received = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      // CONNACK has four bytes.
      if (received.length === 4) socket.write(message);
      if (acknowledgements.includes(received[4] ?? 0)) resolve('acknowledged');
    });
    socket.once('close', () => resolve('closed'));
  });
  socket.write(hello);
  const result = await outcome;
  socket.destroy();
  return result;
}

const hello = formatConnect({ clientId: 'pump' });
const publish = (packet: Partial<WirePublish>) => formatPublish({ topic: TOPIC, qos: 1, packetId: 1, ...packet });
const filters = (count: number) => Array.from({ length: count }, (_, index) => ({ topic: `iot8020/pump/${index}` }));

describe('what AWS IoT takes', () => {
  it.each<[string, Partial<WirePublish>]>([
    ['a payload of 128 KiB', { payload: Buffer.alloc(128 * KIB, 0x20) }],
    ['a topic of 256 bytes', { topic: `iot8020/pump/${'x'.repeat(243)}` }],
    ['a topic with 7 slashes', { topic: 'iot8020/pump/3/4/5/6/7/8' }],
    ['letters of all lengths in a topic', { topic: 'iot8020/pump/größe/€/🔌' }],
  ])('takes %s', async (_, packet) => {
    expect(await send(hello, publish(packet))).toBe('acknowledged');
    expect(messages).toHaveLength(1);
  });

  it.each<[string, Partial<WirePublish>]>([
    ['a payload over 128 KiB', { payload: Buffer.alloc(128 * KIB + 1, 0x20) }],
    ['a topic over 256 bytes', { topic: `iot8020/pump/${'x'.repeat(244)}` }],
    ['a topic over 256 bytes in fewer letters', { topic: `iot8020/pump/${'€'.repeat(82)}` }],
    ['a topic with 8 slashes', { topic: 'iot8020/pump/3/4/5/6/7/8/9' }],
    ['QoS 2', { qos: 2 }],
    ['QoS 3', { qos: 3 }],
    ['a retained message', { retain: true }],
    ['packet id 0', { packetId: 0 }],
    ['a topic that is no UTF-8', { topic: Buffer.from('iot8020/pump/\xff', 'latin1') }],
    ['a topic with half a letter', { topic: Buffer.concat([Buffer.from('iot8020/pump/'), Buffer.of(0xe2, 0x82)]) }],
    ['a topic with U+0000', { topic: 'iot8020/pump/\0' }],
  ])('rejects %s and ends the connection', async (_, packet) => {
    expect(await send(hello, publish(packet))).toBe('closed');
    expect(messages).toEqual([]);
  });

  it('says why a message was rejected', async () => {
    await send(hello, publish({ payload: Buffer.alloc(128 * KIB + 1, 0x20) }));
    expect(events).toContainEqual({
      atMs: expect.any(Number),
      type: 'telemetry-refused',
      topic: TOPIC,
      message: 'payload of 131073 bytes, expected at most 131072',
    });
  });

  it.each<[string, WirePublish]>([
    ['of QoS 2', { topic: TOPIC, qos: 2 }],
    ['of QoS 3', { topic: TOPIC, qos: 3 }],
    ['that is retained', { topic: TOPIC, retain: true }],
    ['on the topic of another thing', { topic: 'iot8020/rack/metrics' }],
    ['over 128 KiB', { topic: TOPIC, payload: Buffer.alloc(128 * KIB + 1) }],
  ])('rejects a will %s', async (_, will) => {
    // What does not fit into the length field of a will cannot be said in it.
    const fits = (will.payload?.length ?? 0) < 64 * KIB;
    const packet = fits
      ? formatConnect({ clientId: 'pump', will })
      : Buffer.concat([Buffer.of(0x10, 0xff, 0xff, 0x7f)]);
    expect(await send(packet, publish({}))).toBe('closed');
    expect(messages).toEqual([]);
  });

  it('takes a will on a topic of its own, and publishes it for a cord whose link breaks', async () => {
    const socket = await openLink();
    socket.write(formatConnect({ clientId: 'pump', will: { topic: 'iot8020/pump/gone', payload: 'bye', qos: 1 } }));
    await once(socket, 'data');
    socket.destroy();
    while (messages.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(messages).toMatchObject([{ topic: 'iot8020/pump/gone', payload: Buffer.from('bye') }]);
  });

  it('ends a connection at the head of a packet that is too long, without waiting for the rest of it', async () => {
    const head = publish({ payload: Buffer.alloc(20 * KIB * KIB) }).subarray(0, 64);
    expect(await send(hello, head)).toBe('closed');
    expect(messages).toEqual([]);
  });

  it('ends the connection of one who sends 20 MB, and serves others', async () => {
    expect(await send(hello, publish({ payload: Buffer.alloc(20 * KIB * KIB, 0x5b) }))).toBe('closed');
    expect(await send(hello, publish({ payload: '{}' }))).toBe('acknowledged');
    expect(messages).toHaveLength(1);
  });

  it('takes nothing in from a client that has not said who it is yet', async () => {
    const socket = await openLink();
    socket.resume();
    socket.write(formatPublish({ topic: 'iot8020/null/metrics', qos: 1, packetId: 1, payload: '{}' }));
    await once(socket, 'close');
    const early = await openLink();
    early.resume();
    early.write(formatConnect({ clientId: 'pump' }));
    early.write(formatPublish({ topic: 'iot8020/null/metrics', qos: 1, packetId: 1, payload: Buffer.alloc(100_000) }));
    await once(early, 'close');
    expect(messages).toEqual([]);
  });

  it.each([
    ['one of QoS 1', [{ topic: 'iot8020/pump/#', qos: 1 }]],
    ['eight', filters(8)],
    ['one of 256 bytes', [{ topic: `iot8020/pump/${'x'.repeat(243)}` }]],
  ])('takes subscriptions: %s', async (_, subscriptions) => {
    expect(await send(hello, formatSubscribe(subscriptions))).toBe('acknowledged');
  });

  it.each([
    ['one of QoS 2', [{ topic: 'iot8020/pump/#', qos: 2 }]],
    ['one of QoS 2 behind another', [{ topic: 'iot8020/pump/1' }, { topic: 'iot8020/pump/2', qos: 2 }]],
    ['nine in one request', filters(9)],
    ['nine of the same name', Array.from({ length: 9 }, () => ({ topic: 'iot8020/pump/1' }))],
    ['one over 256 bytes', [{ topic: `iot8020/pump/${'x'.repeat(244)}` }]],
    ['one with 8 slashes', [{ topic: 'iot8020/pump/3/4/5/6/7/8/#' }]],
  ])('rejects subscriptions and ends the connection: %s', async (_, subscriptions) => {
    expect(await send(hello, formatSubscribe(subscriptions))).toBe('closed');
  });

  it('counts the subscriptions of a request whose bytes come one by one', async () => {
    const socket = await openLink();
    socket.resume();
    socket.setNoDelay(true);
    for (const byte of Buffer.concat([hello, formatSubscribe(filters(9))])) socket.write(Buffer.of(byte));
    await once(socket, 'close');
  });
});
