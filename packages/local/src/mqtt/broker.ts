import type { TLSSocket } from 'node:tls';
import { mayPublish, maySubscribe, type ConnectionRefusalCode, type FleetEvent } from '@cord/fleet';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { DuckDbDeviceRegistry, Principal } from '../stores/device-registry.js';
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

/** MQTT 3.1.1's answer to a client that may not connect. */
const NOT_AUTHORIZED = 5;

/**
 * The MQTT broker of the local backend. It lets in whom AWS IoT would: a registered active certificate, the thing's own
 * name as client id, the thing's own topics.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { registry, topicRoot, emit } = options;
  const principals = new WeakMap<object, Principal>();
  const principalOf = (client: Client) => principals.get(client.conn);

  const aedes = await Aedes.createBroker({
    authenticate: (client, _username, _password, done) => {
      const principal = principalOf(client);
      if (principal?.thingNames.includes(client.id) === true) return done(null, true);
      refuseConnection('wrong-client-id', principal?.certificateId, client.id);
      done(
        Object.assign(new Error('client id is not the thing name'), {
          returnCode: NOT_AUTHORIZED,
        }) as AuthenticateError,
        false,
      );
    },
    // Here rather than after: aedes acknowledges a QoS 1 message before it publishes it, and an acknowledged one must be safe.
    authorizePublish: (client, packet, done) => {
      const principal = client === null ? undefined : principalOf(client);
      if (client === null || principal === undefined) return done(new Error('no publisher'));
      if (!mayPublish(topicRoot, client.id, packet.topic)) {
        emit({ atMs: Date.now(), type: 'topic-refused', thingName: client.id, action: 'publish', topic: packet.topic });
        return done(new Error(`${client.id} may not publish on ${packet.topic}`));
      }
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      const { certificateId } = principal;
      options.onMessage({ topic: packet.topic, payload, thingName: client.id, certificateId }).then(
        () => done(null),
        (error: Error) => {
          options.onFailure(error);
          done(error);
        },
      );
    },
    authorizeSubscribe: (client, subscription, done) => {
      if (maySubscribe(topicRoot, client.id, subscription.topic)) return done(null, subscription);
      emit({
        atMs: Date.now(),
        type: 'topic-refused',
        thingName: client.id,
        action: 'subscribe',
        topic: subscription.topic,
      });
      done(null, null);
    },
  });

  aedes.on('clientReady', (client) => emit({ atMs: Date.now(), type: 'device-connected', thingName: client.id }));
  // The same thing connecting anew first ends its older connection: left, then connected, in this order.
  aedes.on('clientDisconnect', (client) =>
    emit({ atMs: Date.now(), type: 'device-disconnected', thingName: client.id }),
  );

  function refuseConnection(code: ConnectionRefusalCode, certificateId?: string, clientId?: string): void {
    emit({
      atMs: Date.now(),
      type: 'connection-refused',
      code,
      message: refusals[code],
      ...(certificateId !== undefined && { certificateId }),
      ...(clientId !== undefined && { clientId }),
    });
  }

  const live = new Map<string, Set<TLSSocket>>();
  async function admit(socket: TLSSocket, certificateId: string | undefined): Promise<void> {
    const principal = certificateId === undefined ? undefined : await registry.findPrincipal(certificateId);
    const refusal = judge(certificateId, principal);
    if (refusal !== undefined || principal === undefined) {
      refuseConnection(refusal ?? 'unknown-certificate', certificateId);
      socket.destroy();
      return;
    }
    principals.set(socket, principal);
    track(live, principal.certificateId, socket);
    aedes.handle(socket);
  }

  const closeAedes = () => new Promise<void>((resolve) => aedes.close(resolve));
  const listener = await listenTls({
    ...options,
    onConnection: (socket, certificateId) => {
      socket.on('error', () => socket.destroy());
      admit(socket, certificateId).catch((error: unknown) => {
        options.onFailure(error);
        socket.destroy();
      });
    },
  }).catch(async (error: unknown) => {
    await closeAedes();
    throw error;
  });
  return {
    port: listener.port,
    disconnect: (certificateId) => {
      for (const socket of live.get(certificateId) ?? []) socket.destroy();
    },
    close: async () => {
      await closeAedes();
      await listener.close();
    },
  };
}

const refusals: Record<ConnectionRefusalCode, string> = {
  'no-certificate': 'the client showed no certificate',
  'unknown-certificate': 'the certificate is not registered',
  'inactive-certificate': 'the certificate is registered but not active',
  'wrong-client-id': 'the client id is not the name of a thing with this certificate',
};

function judge(certificateId: string | undefined, principal: Principal | undefined): ConnectionRefusalCode | undefined {
  if (certificateId === undefined) return 'no-certificate';
  if (principal === undefined) return 'unknown-certificate';
  return principal.status === 'active' && principal.hasPolicy ? undefined : 'inactive-certificate';
}

function track(live: Map<string, Set<TLSSocket>>, certificateId: string, socket: TLSSocket): void {
  const sockets = live.get(certificateId) ?? new Set();
  live.set(certificateId, sockets.add(socket));
  socket.once('close', () => {
    sockets.delete(socket);
    if (sockets.size === 0) live.delete(certificateId);
  });
}
