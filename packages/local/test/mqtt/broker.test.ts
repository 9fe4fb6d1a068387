import { once } from 'node:events';
import { connect } from 'node:tls';
import {
  createFactory,
  formatPem,
  issueCertificate,
  parsePem,
  provisionSecureElement,
  type KeyedCertificate,
  type SecureElement,
} from '@cord/device';
import { formatThingName, type FleetEvent, type FleetEventOf } from '@cord/fleet';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { systemClock } from '../../src/clock/system-clock.js';
import { issueServerCertificate } from '../../src/pki/certificate-authority.js';
import type { PublishedMessage } from '../../src/published-message.js';
import { startBroker, type Broker } from '../../src/mqtt/broker.js';
import type { Stores } from '../../src/stores/stores.js';
import { TestStores } from '../stores/open-test-stores.js';

const AT = new Date('2026-01-15T08:00:00Z');

let authority: KeyedCertificate;
let server: KeyedCertificate;
let registered: SecureElement;
let stranger: SecureElement;
let thingName: string;
let certificateId: string;

const testStores = new TestStores();
let stores: Stores;
let broker: Broker;
let events: FleetEvent[];
let messages: PublishedMessage[];
let answer: () => Promise<void>;
let failures: unknown[];
const clients: MqttClient[] = [];
let whenEmitted: (event: FleetEvent) => void;

beforeAll(async () => {
  authority = await issueCertificate({
    subject: { commonName: 'Test endpoint CA' },
    notBefore: AT,
    notAfter: new Date('2056-01-15T08:00:00Z'),
    extensions: [{ kind: 'basicConstraints', ca: true }],
  });
  server = await issueServerCertificate(authority, '127.0.0.1', new Date());
  const factory = await createFactory({ name: 'Test factory', at: AT });
  [registered, stranger] = await Promise.all([
    provisionSecureElement(factory, { at: AT }),
    provisionSecureElement(factory, { at: AT }),
  ]);
  thingName = formatThingName('CS-CORD-DK-', registered.uniqueId);
});

beforeEach(async () => {
  stores = await testStores.open();
  [events, messages, failures] = [[], [], []];
  answer = async () => {};
  whenEmitted = () => {};
  await stores.registry.createThing({ thingName, attributes: {} });
  ({ certificateId } = await stores.registry.registerCertificate(registered.certificatePem));
  await stores.registry.attachCertificate(thingName, certificateId);
  await stores.registry.attachPolicy(certificateId);
  broker = await startBroker({
    host: '127.0.0.1',
    port: 0,
    ...server,
    topicRoot: 'iot8020',
    directory: stores.registry,
    clock: systemClock,
    emit: (event) => {
      events.push(event);
      whenEmitted(event);
    },
    onFailure: (error) => failures.push(error),
    take: async (message) => {
      messages.push(message);
      await answer();
    },
  });
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  await broker.close();
  await testStores.clear();
});

async function connectAs(identity: SecureElement, clientId: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(
    `mqtts://127.0.0.1:${broker.port}`,
    {
      clientId,
      key: identity.privateKeyPem,
      cert: `${identity.certificatePem.trimEnd()}\n${identity.signerCertificatePem}`,
      ca: authority.certificatePem,
      reconnectPeriod: 0,
      ...options,
    },
    false,
  );
  clients.push(client);
  return client;
}

function closeOf(client: MqttClient): Promise<void> {
  return new Promise((resolve) => client.once('close', resolve));
}

/** Settles with the name of the next packet from the broker. */
function nextPacketOf(client: MqttClient): Promise<string> {
  return new Promise((resolve) => client.once('packetreceive', ({ cmd }) => resolve(cmd)));
}

/** Settles with the first event of a type, told already or still to come. */
function eventOf<Type extends FleetEvent['type']>(type: Type): Promise<FleetEventOf<Type>> {
  const isWanted = (event: FleetEvent): event is FleetEventOf<Type> => event.type === type;
  return new Promise((resolve) => {
    const known = events.find(isWanted);
    if (known !== undefined) return resolve(known);
    whenEmitted = (event) => {
      if (isWanted(event)) resolve(event);
    };
  });
}

describe('the local broker', () => {
  it('lets a registered certificate connect as its thing and hands on what it publishes', async () => {
    const client = await connectAs(registered, thingName);
    await client.publishAsync(`iot8020/${thingName}/metrics`, '{"watts":10.4}', { qos: 1 });
    expect(messages).toMatchObject([
      { topic: `iot8020/${thingName}/metrics`, payload: Buffer.from('{"watts":10.4}'), thingName, certificateId },
    ]);
    expect(events.map(({ type }) => type)).toEqual(['device-connected']);
  });

  it('acknowledges a message only once it is safe', async () => {
    const client = await connectAs(registered, thingName);
    let isSafe = false;
    const disk = new EventTarget();
    answer = async () => {
      await new Promise((resolve) => disk.addEventListener('written', resolve));
      isSafe = true;
    };
    const published = client.publishAsync(`iot8020/${thingName}/metrics`, '{}', { qos: 1 }).then(() => isSafe);
    // A ping's answer proves that the broker has dealt with everything it is going to deal with before.
    const answered = nextPacketOf(client);
    client.sendPing();
    const packet = await answered;
    expect(packet).toBe('pingresp');
    disk.dispatchEvent(new Event('written'));
    expect(await published).toBe(true);
  });

  it('does not acknowledge a message that could not be kept, and tells the operator', async () => {
    const client = await connectAs(registered, thingName);
    answer = () => Promise.reject(new Error('disk full'));
    client.publish(`iot8020/${thingName}/metrics`, '{}', { qos: 1 });
    const packet = await Promise.race([closeOf(client).then(() => 'close'), nextPacketOf(client)]);
    expect(packet).toBe('close');
    expect(failures).toEqual([new Error('disk full')]);
  });

  it('rejects a certificate that is not registered', async () => {
    await expect(connectAs(stranger, formatThingName('CS-CORD-DK-', stranger.uniqueId))).rejects.toThrow();
    expect(await eventOf('connection-refused')).toMatchObject({ code: 'unknown-certificate' });
    expect(messages).toEqual([]);
  });

  it('rejects a client without a certificate', async () => {
    await expect(connectAs(registered, thingName, { cert: '', key: '' })).rejects.toThrow();
    expect(await eventOf('connection-refused')).toMatchObject({ code: 'no-certificate' });
  });

  it('rejects a certificate that was deactivated', async () => {
    await stores.registry.setCertificateStatus(certificateId, 'inactive');
    await expect(connectAs(registered, thingName)).rejects.toThrow();
    expect(await eventOf('connection-refused')).toMatchObject({ code: 'inactive-certificate', certificateId });
  });

  it('rejects a certificate that was never given the device policy', async () => {
    await stores.registry.createThing({ thingName: 'without-policy', attributes: {} });
    const { certificateId: bare } = await stores.registry.registerCertificate(stranger.certificatePem);
    await stores.registry.attachCertificate('without-policy', bare);
    await expect(connectAs(stranger, 'without-policy')).rejects.toThrow();
    expect(await eventOf('connection-refused')).toMatchObject({ certificateId: bare });
  });

  it('ends the connection of a certificate that is deactivated while it is connected', async () => {
    const client = await connectAs(registered, thingName);
    const closed = closeOf(client);
    broker.disconnect(certificateId);
    await closed;
    expect(await eventOf('device-disconnected')).toMatchObject({ thingName });
  });

  it('rejects a certificate shown without the key that belongs to it', async () => {
    await expect(connectAs({ ...registered, privateKeyPem: stranger.privateKeyPem }, thingName)).rejects.toThrow();
    expect(events).toEqual([]);
  });

  it('rejects a client id other than the name of the thing', async () => {
    await expect(connectAs(registered, 'CS-CORD-DK-somebody-else')).rejects.toThrow(/[Nn]ot authorized/);
    expect(await eventOf('connection-refused')).toMatchObject({
      code: 'wrong-client-id',
      clientId: 'CS-CORD-DK-somebody-else',
    });
  });

  it('rejects a certificate of one byte more, for its fingerprint is another', async () => {
    const der = parsePem(registered.certificatePem);
    const longer = formatPem('CERTIFICATE', Uint8Array.from([...der, 0]));
    await expect(connectAs({ ...registered, certificatePem: longer }, thingName)).rejects.toThrow();
  });

  it('rejects a publish on the topic of another thing and ends the connection', async () => {
    const client = await connectAs(registered, thingName);
    const closed = closeOf(client);
    client.publish('iot8020/CS-CORD-DK-other/metrics', '{"watts":9999}', { qos: 1 });
    await closed;
    expect(await eventOf('topic-refused')).toMatchObject({
      thingName,
      action: 'publish',
      topic: 'iot8020/CS-CORD-DK-other/metrics',
    });
    expect(messages).toEqual([]);
  });

  it('rejects a subscription outside of the topics of the thing', async () => {
    const client = await connectAs(registered, thingName);
    await expect(client.subscribeAsync('iot8020/#', { qos: 1 })).rejects.toThrow();
    expect(await eventOf('topic-refused')).toMatchObject({ action: 'subscribe', topic: 'iot8020/#' });
  });

  it('grants a subscription inside of them', async () => {
    const client = await connectAs(registered, thingName);
    const granted = await client.subscribeAsync(`$aws/things/${thingName}/shadow/#`, { qos: 1 });
    expect(granted.map(({ qos }) => qos)).toEqual([1]);
  });

  it('lets the same thing connect anew, which ends its older connection first', async () => {
    const older = await connectAs(registered, thingName);
    const closed = closeOf(older);
    const newer = await connectAs(registered, thingName);
    await closed;
    await newer.publishAsync(`iot8020/${thingName}/metrics`, '{}', { qos: 1 });
    expect(messages).toHaveLength(1);
    expect(events.map(({ type }) => type)).toEqual(['device-connected', 'device-disconnected', 'device-connected']);
  });

  it('stays up when a client sends what is no TLS', async () => {
    const garbage = connect({
      host: '127.0.0.1',
      port: broker.port,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      ciphers: 'AES128-SHA',
    });
    await once(garbage, 'error');
    const client = await connectAs(registered, thingName);
    expect(client.connected).toBe(true);
  });

  it('says which port is taken', async () => {
    await expect(
      startBroker({
        host: '127.0.0.1',
        port: broker.port,
        ...server,
        topicRoot: 'iot8020',
        directory: stores.registry,
        clock: systemClock,
        emit: () => {},
        onFailure: () => {},
        take: async () => {},
      }),
    ).rejects.toMatchObject({ code: 'port-in-use', message: expect.stringContaining(String(broker.port)) });
  });
});
