import type { SecureElement } from '@cord/device';
import { MemoryDeviceRegistry } from '@cord/testing';
import type { Broker } from '../../src/mqtt/broker.js';
import { MOST_IN_FLIGHT } from '../../src/mqtt/limits.js';
import type { SentAs } from '../../src/published-message.js';
import { createGate } from '../gate.js';
import { formatPublish, type WirePublish } from './packets.js';
import { RawClient } from './raw-client.js';
import { register, TestEndpoint } from './test-endpoint.js';

let endpoint: TestEndpoint;
let identity: SecureElement;
let registry: MemoryDeviceRegistry;
let certificateId: string;
let broker: Broker;
let asked: string[];
let stored: string[];
let keptBefore: SentAs[];
let store: (payload: string) => Promise<void>;
let whenAsked: () => void;
let isRestarted: boolean;

beforeAll(async () => {
  endpoint = await TestEndpoint.create();
  identity = await endpoint.createElement();
});
beforeEach(async () => {
  registry = new MemoryDeviceRegistry();
  certificateId = await register(registry, 'pump', identity);
  [asked, stored, keptBefore] = [[], [], []];
  store = async () => {};
  whenAsked = () => {};
  isRestarted = false;
  broker = await endpoint.startBroker({
    directory: registry,
    onFailure: () => {},
    take: async ({ payload, sent }) => {
      const text = Buffer.from(payload).toString();
      asked.push(text);
      whenAsked();
      await store(text);
      stored.push(text);
      if (sent !== undefined) keptBefore.push(sent);
    },
    readSent: () => (isRestarted ? keptBefore : []),
  });
});
afterEach(() => endpoint.close());

const connect = (options: { ahead?: readonly Uint8Array[]; clean?: boolean } = {}) =>
  RawClient.connect(endpoint, { broker, identity, clientId: 'pump', ...options });
const publish = (packetId: number, packet: Partial<WirePublish> = {}) =>
  formatPublish({ topic: 'iot8020/pump/metrics', payload: `${packetId}`, qos: 1, packetId, ...packet });
const again = (packetId: number, packet: Partial<WirePublish> = {}) => publish(packetId, { dup: true, ...packet });
const upTo = (length: number) => Array.from({ length }, (_, index) => index + 1);

/** A store that keeps everything waiting until it is let go. */
function holdStore(): () => void {
  const gate = createGate();
  store = () => gate.passed;
  return () => {
    store = async () => {};
    gate.open();
  };
}

async function untilAsked(count: number): Promise<void> {
  await new Promise<void>((resolve) => {
    whenAsked = () => asked.length >= count && resolve();
    whenAsked();
  });
}

describe('a message that is sent again', () => {
  it('is acknowledged and not taken twice', async () => {
    const client = await connect();
    client.send(publish(1), publish(2), again(1), again(2));
    expect(await client.heard(4)).toEqual([1, 2, 1, 2]);
    expect(stored).toEqual(['1', '2']);
  });

  it('is known over a new connection of the same client', async () => {
    const first = await connect();
    first.send(publish(1));
    await first.heard(1);
    first.socket.destroy();
    const second = await connect();
    second.send(again(1), publish(2));
    expect(await second.heard(2)).toEqual([1, 2]);
    expect(stored).toEqual(['1', '2']);
  });

  it('is known while the first of it is not stored yet, and acknowledged once it is', async () => {
    const letGo = holdStore();
    const first = await connect();
    first.send(publish(1), publish(2));
    await untilAsked(2);
    first.socket.destroy();
    const second = await connect();
    second.send(again(1), again(2), publish(3));
    await untilAsked(3);
    expect(second.acknowledged).toEqual([]);
    letGo();
    expect(await second.heard(3)).toEqual([1, 2, 3]);
    expect(stored).toEqual(['1', '2', '3']);
  });

  it('is known after a restart, by what had been kept before', async () => {
    const first = await connect();
    first.send(publish(1), publish(2), publish(3, { payload: '1' }));
    await first.heard(3);
    first.socket.destroy();
    isRestarted = true;
    const restarted = await endpoint.startBroker({
      directory: registry,
      take: async ({ payload }) => void stored.push(Buffer.from(payload).toString()),
      readSent: () => keptBefore,
    });
    const second = await RawClient.connect(endpoint, { broker: restarted, identity, clientId: 'pump' });
    second.send(again(2), again(3, { payload: '1' }), again(4, { payload: '1' }), publish(2, { payload: '2' }));
    expect(await second.heard(4)).toEqual([2, 3, 4, 2]);
    expect(stored).toEqual(['1', '2', '1', '1', '2']);
  });

  it('is known without a mark where the client goes on with its session, until it sends something new', async () => {
    const first = await connect({ clean: false });
    first.send(publish(1), publish(2));
    await first.heard(2);
    first.socket.destroy();
    const second = await connect({ clean: false });
    second.send(publish(1), publish(2), publish(3), publish(1), publish(2));
    expect(await second.heard(5)).toEqual([1, 2, 3, 1, 2]);
    expect(stored).toEqual(['1', '2', '3', '1', '2']);
  });

  it('is taken without a mark where the client begins a session', async () => {
    const first = await connect();
    first.send(publish(1));
    await first.heard(1);
    first.socket.destroy();
    const second = await connect();
    second.send(publish(1));
    await second.heard(1);
    expect(stored).toEqual(['1', '1']);
  });

  it.each<[string, Uint8Array]>([
    ['its content is another', again(1, { payload: 'other' })],
    ['its topic is another', again(1, { topic: 'iot8020/pump/events', payload: '1' })],
    ['its packet id is another', again(7, { payload: '1' })],
    ['it is not marked as sent again', publish(1)],
  ])('is taken where %s', async (_, packet) => {
    const client = await connect();
    client.send(publish(1), packet);
    await client.heard(2);
    expect(stored).toHaveLength(2);
  });

  it('is taken where its packet id was used anew since', async () => {
    const client = await connect();
    client.send(publish(1), publish(1, { payload: 'other' }), again(1));
    await client.heard(3);
    expect(stored).toEqual(['1', 'other', '1']);
  });

  it('is taken where it came longer ago than is remembered', async () => {
    const client = await connect();
    client.send(...upTo(200).map((id) => publish(id)));
    await client.heard(200);
    client.send(again(200), again(1));
    await client.heard(202);
    expect(stored).toHaveLength(201);
  });

  it('is taken where the first of it could not be kept', async () => {
    store = () => Promise.reject(new Error('disk full'));
    const first = await connect();
    first.send(publish(1), publish(2));
    await first.closed;
    store = async () => {};
    const second = await connect();
    second.send(again(1), again(2));
    expect(await second.heard(2)).toEqual([1, 2]);
    expect(stored).toEqual(['1', '2']);
  });
});

describe('a connection', () => {
  it('has no more in flight than AWS IoT allows: the rest waits unread, and comes in its turn', async () => {
    const letGo = holdStore();
    const client = await connect();
    client.send(...upTo(MOST_IN_FLIGHT * 5).map((id) => publish(id)));
    await untilAsked(MOST_IN_FLIGHT);
    const other = await endpoint.createElement();
    await register(registry, 'rack', other);
    await endpoint.connect(broker, { identity: other, clientId: 'rack' });
    expect(asked).toHaveLength(MOST_IN_FLIGHT);
    letGo();
    expect(await client.heard(MOST_IN_FLIGHT * 5)).toEqual(upTo(MOST_IN_FLIGHT * 5));
    expect(stored).toEqual(upTo(MOST_IN_FLIGHT * 5).map(String));
  });

  it('may send as much ahead of the answer to its CONNECT', async () => {
    const client = await connect({ ahead: upTo(MOST_IN_FLIGHT).map((id) => publish(id)) });
    expect(await client.heard(MOST_IN_FLIGHT)).toEqual(upTo(MOST_IN_FLIGHT));
  });

  it('has nothing taken in any more that waited while its certificate was withdrawn', async () => {
    const letGo = holdStore();
    const client = await connect();
    client.send(...upTo(MOST_IN_FLIGHT * 2).map((id) => publish(id)));
    await untilAsked(MOST_IN_FLIGHT);
    await registry.setCertificateStatus(certificateId, 'inactive');
    broker.disconnect(certificateId);
    letGo();
    await client.closed;
    expect(asked).toEqual(upTo(MOST_IN_FLIGHT).map(String));
  });
});
