import { describePublisherContract, MemoryDeviceRegistry } from '@cord/testing';
import { register, TestEndpoint } from './test-endpoint.js';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await TestEndpoint.create();
});
afterEach(() => endpoint.close());

describePublisherContract('the local broker', async () => {
  const registry = new MemoryDeviceRegistry();
  const identity = await endpoint.createElement();
  await register(registry, 'pump', identity);
  const broker = await endpoint.startBroker({ directory: registry });
  const client = await endpoint.connect(broker, { identity, clientId: 'pump' });
  const received: { topic: string; payload: string }[] = [];
  client.on('message', (topic, payload) => {
    received.push({ topic, payload: payload.toString() });
  });
  await client.subscribeAsync(['$aws/things/pump/#', 'pump/#'], { qos: 1 });
  const receive = async (count: number) => {
    while (received.length < count) await new Promise<void>((resolve) => client.once('message', () => resolve()));
    return received.slice(0, count);
  };
  return { publisher: broker.publisher, receive };
});
