import type { Clock, FleetEvent } from '@cord/fleet';
import type { Aedes, Client } from 'aedes';
import type { Part } from '../parts.js';

/**
 * Tells which thing is connected: joined, then left, in this order, for each connection once, whatever order aedes comes to
 * know of it in. A thing that comes back before its older link is gone has left first, and that link is ended.
 *
 * Returns what lists the things whose connections are alive, whatever was told of them.
 */
export function watchPresence(
  broker: Aedes,
  { clock, emit }: { clock: Clock; emit: (event: FleetEvent) => void },
): () => readonly string[] {
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
    if (!isAlive(client)) return;
    present.set(client.id, client);
    client.conn.once('close', () => leave(client));
    emit({ atMs: clock.nowMs(), type: 'device-connected', thingName: client.id });
  };
  broker.on('client', join);
  broker.on('clientDisconnect', leave);
  return () => [...present.values()].filter(isAlive).map(({ id }) => id);
}

function isAlive({ closed, conn }: Client): boolean {
  return !closed && !conn.destroyed;
}

const TELL_EVERY_MS = 30_000;

/** Tells now and then what is connected, so that an event that was lost is wrong no longer than until then. */
export function createPresenceTelling(
  listThings: () => readonly string[],
  { clock, emit, everyMs = TELL_EVERY_MS }: { clock: Clock; emit: (event: FleetEvent) => void; everyMs?: number },
): Part {
  let timer: NodeJS.Timeout | undefined;
  const tell = () => emit({ atMs: clock.nowMs(), type: 'presence', thingNames: listThings() });
  return {
    start: () => {
      timer = setInterval(tell, everyMs);
    },
    stop: () => clearInterval(timer),
  };
}
