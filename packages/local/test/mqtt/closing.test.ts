import { connect as connectTcp, type Socket } from 'node:net';
import { once } from 'node:events';
import type { SecureElement } from '@cord/device';
import { MemoryDeviceRegistry } from '@cord/testing';
import type { Broker } from '../../src/mqtt/broker.js';
import { formatConnect, formatPublish, formatSubscribe } from './packets.js';
import { openTls } from './open-tls.js';
import { register, TestEndpoint } from './test-endpoint.js';

let endpoint: TestEndpoint;
let identity: SecureElement;
let registry: MemoryDeviceRegistry;
let broker: Broker;
const sockets: { destroy(): void }[] = [];

beforeAll(async () => {
  endpoint = await TestEndpoint.create();
  identity = await endpoint.createElement();
});
beforeEach(async () => {
  registry = new MemoryDeviceRegistry();
  await register(registry, 'pump', identity);
  broker = await endpoint.startBroker({ directory: registry, onFailure: () => {} });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await endpoint.close();
});

function keep<Kept extends Socket>(socket: Kept): Kept {
  sockets.push(socket);
  socket.on('error', () => {});
  return socket;
}

const openLink = async () => keep(await openTls(endpoint, { broker, identity }));
const topic = 'iot8020/pump/metrics';

/** What a client may be at when the broker is closed. */
const clients: Readonly<Record<string, () => Promise<unknown>>> = {
  'has connected by TCP and says nothing': async () => {
    await once(keep(connectTcp(broker.port, '127.0.0.1')), 'connect');
  },
  'is in the middle of its handshake': async () => {
    const socket = keep(connectTcp(broker.port, '127.0.0.1'));
    await once(socket, 'connect');
    socket.write(Buffer.of(0x16, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3));
  },
  'has no more than its handshake behind it': openLink,
  'is connected and silent': async () => {
    const link = await openLink();
    link.write(formatConnect({ clientId: 'pump' }));
    await once(link, 'data');
  },
  'has half of a packet on its way': async () => {
    const link = await openLink();
    link.write(formatConnect({ clientId: 'pump' }));
    await once(link, 'data');
    link.write(formatPublish({ topic, qos: 1, packetId: 1, payload: 'x'.repeat(1000) }).subarray(0, 200));
  },
  'does not read what it has subscribed to': async () => {
    const link = await openLink();
    link.write(Buffer.concat([formatConnect({ clientId: 'pump' }), formatSubscribe([{ topic, qos: 1 }])]));
    await once(link, 'data');
    link.pause();
    const payload = 'x'.repeat(100_000);
    for (let count = 0; count < 200; count += 1) void broker.publisher.publish({ topic, payload }).catch(() => {});
  },
  'publishes as fast as it can': async () => {
    const link = await openLink();
    link.write(formatConnect({ clientId: 'pump' }));
    await once(link, 'data');
    const flood = () => {
      for (let id = 1; id <= 200; id += 1) link.write(formatPublish({ topic, qos: 1, packetId: id, payload: '{}' }));
    };
    link.on('data', flood);
    flood();
  },
};

/** Jest waits for each no longer than five seconds. */
describe('a broker that is closed', () => {
  it.each(Object.keys(clients))('has ended within seconds, whatever a client does: one that %s', async (name) => {
    await clients[name]?.();
    await broker.close();
  });

  it('has ended within seconds with all of them at once', async () => {
    for (const begin of Object.values(clients)) await begin();
    await broker.close();
  });
});
