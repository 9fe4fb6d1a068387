import type { Clock, FleetEvent } from '@cord/fleet';
import type { Aedes, Client } from 'aedes';

/**
 * Tells which thing is connected: joined, then left, in this order, for each connection once, whatever order aedes comes to
 * know of it in. A thing that comes back before its older link is gone has left first, and that link is ended.
 */
export function watchPresence(
  broker: Aedes,
  { clock, emit }: { clock: Clock; emit: (event: FleetEvent) => void },
): void {
  const present = new Map<string, Client>();
  const leave = (client: Client): void => {
    // The name may be another connection's by now.
    if (present.get(client.id) !== client) return;
    present.delete(client.id);
    emit({ atMs: clock.nowMs(), type: 'device-disconnected', thingName: client.id });
  };
  const join = (client: Client): void => {
    const older = present.get(client.id);
    if (older !== undefined) {
      leave(older);
      older.close();
    }
    // Aedes takes a client in that has left while it was being taken in, and never lets go of it.
    if (client.closed || client.conn.destroyed) return;
    present.set(client.id, client);
    client.conn.once('close', () => leave(client));
    emit({ atMs: clock.nowMs(), type: 'device-connected', thingName: client.id });
  };
  broker.on('client', join);
  broker.on('clientDisconnect', leave);
}
