import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { LocalError } from './errors.js';

/**
 * Lets a server listen and tells the port it got; 0 takes any free one.
 *
 * Throws: `LocalError` `port-in-use`.
 */
export async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  try {
    // `once` rejects when the server emits an error instead.
    const listening = once(server, 'listening');
    server.listen(port, host);
    await listening;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new LocalError(
      'port-in-use',
      `port ${port} on ${host} is in use; stop what holds it or choose another (0 takes any)`,
      { cause },
    );
  }
  return (server.address() as AddressInfo).port;
}
