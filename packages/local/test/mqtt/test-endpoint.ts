import { createFactory, issueCertificate, provisionSecureElement } from '@cord/device';
import type { KeyedCertificate, SecureElement } from '@cord/device';
import type { DeviceRegistry } from '@cord/fleet';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { systemClock } from '../../src/clock/system-clock.js';
import { startBroker, type Broker, type BrokerOptions } from '../../src/mqtt/broker.js';
import { issueServerCertificate } from '../../src/pki/certificate-authority.js';

const AT = new Date('2026-01-15T08:00:00Z');

/** An authority, a server certificate by it, and cords to connect with: what takes long, made once for many tests. */
export class TestEndpoint {
  readonly #clients: MqttClient[] = [];
  readonly #brokers: Broker[] = [];

  static async create(): Promise<TestEndpoint> {
    const authority = await issueCertificate({
      subject: { commonName: 'Test endpoint CA' },
      notBefore: AT,
      notAfter: new Date('2056-01-15T08:00:00Z'),
      extensions: [{ kind: 'basicConstraints', ca: true }],
    });
    const server = await issueServerCertificate(authority, '127.0.0.1', new Date());
    const factory = await createFactory({ name: 'Test factory', at: AT });
    return new TestEndpoint(authority, server, () => provisionSecureElement(factory, { at: AT }));
  }

  private constructor(
    readonly authority: KeyedCertificate,
    readonly server: KeyedCertificate,
    readonly createElement: () => Promise<SecureElement>,
  ) {}

  /** A broker that lets everything happen in silence, but for what `options` say. */
  async startBroker(options: Partial<BrokerOptions> & Pick<BrokerOptions, 'directory'>): Promise<Broker> {
    const broker = await startBroker({
      host: '127.0.0.1',
      port: 0,
      ...this.server,
      topicRoot: 'iot8020',
      clock: systemClock,
      emit: () => {},
      onFailure: (error) => {
        throw error;
      },
      take: async () => {},
      ...options,
    });
    this.#brokers.push(broker);
    return broker;
  }

  async connect(
    { port }: Broker,
    { identity, clientId, ...options }: IClientOptions & { identity: SecureElement; clientId: string },
  ): Promise<MqttClient> {
    const client = await connectAsync(
      `mqtts://127.0.0.1:${port}`,
      {
        clientId,
        key: identity.privateKeyPem,
        cert: `${identity.certificatePem.trimEnd()}\n${identity.signerCertificatePem}`,
        ca: this.authority.certificatePem,
        reconnectPeriod: 0,
        ...options,
      },
      false,
    );
    this.#clients.push(client);
    return client;
  }

  /** Ends every client, then every broker. */
  async close(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.endAsync(true)));
    await Promise.all(this.#brokers.splice(0).map((broker) => broker.close()));
  }
}

/** Registers as `registerDevice` does, under any name; returns the certificate's id. */
export async function register(registry: DeviceRegistry, thingName: string, element: SecureElement): Promise<string> {
  await registry.createThing({ thingName, attributes: {} });
  const { certificateId } = await registry.registerCertificate(element.certificatePem);
  await registry.attachCertificate(thingName, certificateId);
  await registry.attachPolicy(certificateId);
  return certificateId;
}
