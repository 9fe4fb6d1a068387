import type { TLSSocket } from 'node:tls';
import type { Publisher } from '@cord/fleet';
import { Aedes } from 'aedes';
import { Admission, type AdmissionOptions } from './admission.js';
import { createAuthorization, type AuthorizationOptions } from './authorization.js';
import { BoundedConnection } from './bounded-connection.js';
import { createBrokerPublisher } from './broker-publisher.js';
import { MOST_IN_FLIGHT, packetLimits } from './limits.js';
import { watchPresence } from './presence.js';
import { listenTls, type TlsListenerOptions } from './tls-listener.js';

export interface BrokerOptions
  extends AdmissionOptions, AuthorizationOptions, Omit<TlsListenerOptions, 'onConnection'> {}

export interface Broker {
  port: number;
  publisher: Publisher;
  /** Ends the connection of a certificate that may no longer connect. */
  disconnect(certificateId: string): void;
  /** The names of the things that are connected now. */
  listConnected(): readonly string[];
  close(): Promise<void>;
}

const bounds = { packets: packetLimits, mostInFlight: MOST_IN_FLIGHT };
/**
 * The MQTT broker of the local backend. It lets in whom AWS IoT would: a registered active certificate, the thing's own
 * name as client id, the thing's own topics.
 *
 * Throws: `LocalError` `port-in-use`.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { onFailure } = options;
  const admission = new Admission(options);
  const aedes = await Aedes.createBroker(createAuthorization(admission, options));
  const listConnected = watchPresence(aedes, options);
  const closeAedes = () => new Promise<void>((resolve) => aedes.close(resolve));

  const onConnection = (socket: TLSSocket, certificateId: string | undefined) => {
    const connection = new BoundedConnection(socket, bounds);
    connection.on('error', () => connection.destroy());
    admission
      .admit(connection, certificateId)
      .then((isAdmitted) => (isAdmitted ? aedes.handle(connection) : connection.destroy()))
      .catch((error: unknown) => {
        onFailure(error);
        connection.destroy();
      });
  };
  const listener = await listenTls({ ...options, onConnection }).catch(async (error: unknown) => {
    await closeAedes();
    throw error;
  });
  return {
    port: listener.port,
    publisher: createBrokerPublisher(aedes),
    disconnect: (certificateId) => admission.disconnect(certificateId),
    listConnected,
    close: async () => {
      await closeAedes();
      await listener.close();
    },
  };
}
