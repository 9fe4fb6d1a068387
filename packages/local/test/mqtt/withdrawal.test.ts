import type { SecureElement } from '@cord/device';
import type { DeviceDirectory } from '@cord/fleet';
import { MemoryDeviceRegistry } from '@cord/testing';
import type { MqttClient } from 'mqtt';
import type { Broker } from '../../src/mqtt/broker.js';
import { register, TestEndpoint } from './test-endpoint.js';

let endpoint: TestEndpoint;
let identity: SecureElement;
beforeAll(async () => {
  endpoint = await TestEndpoint.create();
  identity = await endpoint.createElement();
});
afterEach(() => endpoint.close());

/** A registry that has looked, but whose answer is still under way: what a database does for a millisecond, for longer. */
class SlowDirectory implements Pick<DeviceDirectory, 'findPrincipal'> {
  readonly #asked: (() => void)[] = [];
  whenAsked: () => void = () => {};

  constructor(readonly registry: MemoryDeviceRegistry) {}

  async findPrincipal(certificateId: string) {
    const principal = await this.registry.findPrincipal(certificateId);
    await new Promise<void>((resolve) => {
      this.#asked.push(resolve);
      this.whenAsked();
    });
    return principal;
  }

  answer(): void {
    for (const resolve of this.#asked.splice(0)) resolve();
  }
}

/** `answered` where the broker still serves the client. */
async function isServed(client: MqttClient): Promise<'answered' | 'closed'> {
  if (!client.connected) return 'closed';
  const outcome = new Promise<'answered' | 'closed'>((resolve) => {
    client.once('close', () => resolve('closed'));
    client.on('packetreceive', ({ cmd }) => cmd === 'pingresp' && resolve('answered'));
  });
  client.sendPing();
  return outcome;
}

async function withdraw(registry: MemoryDeviceRegistry, broker: Broker, certificateId: string): Promise<void> {
  await registry.setCertificateStatus(certificateId, 'inactive');
  broker.disconnect(certificateId);
}

describe('a certificate that is withdrawn', () => {
  it('does not connect when the registry was asked before and answers after', async () => {
    const registry = new MemoryDeviceRegistry();
    const directory = new SlowDirectory(registry);
    const certificateId = await register(registry, 'pump', identity);
    const broker = await endpoint.startBroker({ directory });
    const asked = new Promise<void>((resolve) => (directory.whenAsked = resolve));
    const connecting = endpoint.connect(broker, { identity, clientId: 'pump' }).then(isServed, () => 'closed' as const);
    await asked;
    await withdraw(registry, broker, certificateId);
    directory.answer();
    expect(await connecting).toBe('closed');
  });

  it.each(Array.from({ length: 12 }, (_, afterMs) => afterMs * 2))(
    'is served no longer, %d ms after the connection was begun',
    async (afterMs) => {
      const registry = new MemoryDeviceRegistry();
      const certificateId = await register(registry, 'pump', identity);
      const broker = await endpoint.startBroker({ directory: registry });
      const connecting = endpoint.connect(broker, { identity, clientId: 'pump' });
      const outcome = connecting.then(
        async (client) => {
          await withdrawn;
          return isServed(client);
        },
        () => 'closed' as const,
      );
      const withdrawn = new Promise<void>((resolve) => setTimeout(resolve, afterMs)).then(() =>
        withdraw(registry, broker, certificateId),
      );
      await withdrawn;
      expect(await outcome).toBe('closed');
    },
  );
});
