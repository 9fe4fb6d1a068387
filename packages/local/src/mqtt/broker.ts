import { mayPublish, maySubscribe, type FleetEvent } from '@cord/fleet';
import { Aedes, type AedesOptions, type AuthenticateError } from 'aedes';
import type { DuckDbDeviceRegistry } from '../stores/device-registry.js';
import { Admission } from './admission.js';
import { listenTls } from './tls-listener.js';

/** A message that an authorised device published. */
export interface PublishedMessage {
  topic: string;
  payload: Uint8Array;
  thingName: string;
  certificateId: string;
}

export interface BrokerOptions {
  host: string;
  port: number;
  privateKeyPem: string;
  certificatePem: string;
  topicRoot: string;
  registry: DuckDbDeviceRegistry;
  emit: (event: FleetEvent) => void;
  /** Hears of failures that no device is to blame for. */
  onFailure: (error: unknown) => void;
  /** Settles once the message is safe; only then is the device told so. */
  onMessage: (message: PublishedMessage) => Promise<void>;
}

export interface Broker {
  port: number;
  /** Ends the connection of a certificate that may no longer connect. */
  disconnect(certificateId: string): void;
  close(): Promise<void>;
}

/** MQTT 3.1.1's answer to a client that may not connect; section 3.2.2.3. */
const NOT_AUTHORIZED = 5;

/**
 * The MQTT broker of the local backend. It lets in whom AWS IoT would: a registered active certificate, the thing's own
 * name as client id, the thing's own topics.
 *
 * Throws: `LocalError` `port-in-use`.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { emit, onFailure } = options;
  const admission = new Admission(options);
  const aedes = await Aedes.createBroker(createHandlers(admission, options));
  aedes.on('clientReady', (client) => emit({ atMs: Date.now(), type: 'device-connected', thingName: client.id }));
  // The same thing connecting anew first ends its older connection: left, then connected, in this order.
  aedes.on('clientDisconnect', (client) =>
    emit({ atMs: Date.now(), type: 'device-disconnected', thingName: client.id }),
  );
  const closeAedes = () => new Promise<void>((resolve) => aedes.close(resolve));

  const listener = await listenTls({
    ...options,
    onConnection: (socket, certificateId) => {
      socket.on('error', () => socket.destroy());
      admission
        .admit(socket, certificateId)
        .then((isAdmitted) => (isAdmitted ? aedes.handle(socket) : socket.destroy()))
        .catch((error: unknown) => {
          onFailure(error);
          socket.destroy();
        });
    },
  }).catch(async (error: unknown) => {
    await closeAedes();
    throw error;
  });
  return {
    port: listener.port,
    disconnect: (certificateId) => admission.disconnect(certificateId),
    close: async () => {
      await closeAedes();
      await listener.close();
    },
  };
}

type Handlers = Required<Pick<AedesOptions, 'authenticate' | 'authorizePublish' | 'authorizeSubscribe'>>;

function createHandlers(admission: Admission, { topicRoot, emit, onMessage, onFailure }: BrokerOptions): Handlers {
  const answerOnceSafe = async (message: Promise<void>, done: (error: Error | null) => void) => {
    try {
      await message;
    } catch (error) {
      onFailure(error);
      return done(error instanceof Error ? error : new Error(String(error)));
    }
    done(null);
  };
  const refuseTopic = (thingName: string, action: 'publish' | 'subscribe', topic: string) =>
    emit({ atMs: Date.now(), type: 'topic-refused', thingName, action, topic });

  return {
    authenticate: (client, _username, _password, done) => {
      if (admission.admitClientId(client.conn, client.id)) return done(null, true);
      const refusal: Error = Object.assign(new Error('client id is not the thing name'), {
        returnCode: NOT_AUTHORIZED,
      });
      done(refusal as AuthenticateError, false);
    },
    // Here rather than after: aedes acknowledges a QoS 1 message before it publishes it, and an acknowledged one must be safe.
    authorizePublish: (client, packet, done) => {
      const principal = client === null ? undefined : admission.principalOf(client.conn);
      if (client === null || principal === undefined) return done(new Error('no publisher'));
      if (!mayPublish(topicRoot, client.id, packet.topic)) {
        refuseTopic(client.id, 'publish', packet.topic);
        return done(new Error(`${client.id} may not publish on ${packet.topic}`));
      }
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      const { certificateId } = principal;
      void answerOnceSafe(onMessage({ topic: packet.topic, payload, thingName: client.id, certificateId }), done);
    },
    authorizeSubscribe: (client, subscription, done) => {
      if (maySubscribe(topicRoot, client.id, subscription.topic)) return done(null, subscription);
      refuseTopic(client.id, 'subscribe', subscription.topic);
      done(null, null);
    },
  };
}
