import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { listen } from '../listen.js';

export interface TlsListenerOptions {
  host: string;
  port: number;
  privateKeyPem: string;
  certificatePem: string;
  /** Called once per handshake with the id of the certificate the client proved, `undefined` when it showed none. */
  onConnection: (socket: TLSSocket, certificateId: string | undefined) => void;
}

export interface TlsListener {
  port: number;
  close(): Promise<void>;
}

/**
 * Listens for mutual TLS. No certificate authority decides: as with a certificate registered in AWS IoT without a CA, the
 * handshake proves that the client holds the certificate's key, and the registry knows the certificate by its SHA-256.
 *
 * Throws: `LocalError` `port-in-use`.
 */
export async function listenTls(options: TlsListenerOptions): Promise<TlsListener> {
  const sockets = new Set<Socket>();
  const server = createServer(
    {
      key: options.privateKeyPem,
      cert: options.certificatePem,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    },
    (socket) => {
      // A resumed session carries the certificate of the handshake it continues.
      const { raw } = socket.getPeerCertificate() as { raw?: Buffer };
      options.onConnection(socket, raw && createHash('sha256').update(raw).digest('hex'));
    },
  );
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // A handshake that breaks off concerns its client alone.
  server.on('tlsClientError', (_, socket) => socket.destroy());
  const port = await listen(server, options);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
