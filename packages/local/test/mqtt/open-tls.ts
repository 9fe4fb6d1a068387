import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type { KeyedCertificate } from '@cord/device';
import type { Broker } from '../../src/mqtt/broker.js';
import type { TestEndpoint } from './test-endpoint.js';

/** A link to the broker by mutual TLS on which nothing has been said yet. */
export async function openTls(
  endpoint: TestEndpoint,
  { broker, identity }: { broker: Broker; identity: KeyedCertificate },
): Promise<TLSSocket> {
  const socket = connect({
    host: '127.0.0.1',
    port: broker.port,
    key: identity.privateKeyPem,
    cert: identity.certificatePem,
    ca: endpoint.authority.certificatePem,
  });
  socket.on('error', () => {});
  await once(socket, 'secureConnect');
  return socket;
}
