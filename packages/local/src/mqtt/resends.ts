import { createHash } from 'node:crypto';

/** Of one client; more than AWS IoT lets it have in flight. */
const MOST_MESSAGES = 128;
/** Beyond these, the client that was heard of longest ago is forgotten. */
const MOST_CLIENTS = 1000;

/** A message as it came over the wire. */
export interface SentMessage {
  topic: string;
  payload: Uint8Array;
  /** Absent at QoS 0. */
  messageId?: number | undefined;
  dup: boolean;
}

interface Taken {
  digest: string;
  outcome: Promise<void>;
}

/**
 * Knows again what a client sends once more because it heard no acknowledgement: a packet marked as a duplicate, with id and
 * content of one that was taken already. It is for this run alone: what was taken before the backend started is not known.
 */
export class Resends {
  readonly #clients = new Map<string, Map<number, Taken>>();

  /** What comes of the message: of the one that it repeats, or of `take`, which is called at once where it repeats none. */
  takeOnce(clientId: string, message: SentMessage, take: () => Promise<void>): Promise<void> {
    const { messageId, dup } = message;
    if (messageId === undefined) return take();
    const taken = this.#takenOf(clientId);
    const known = taken.get(messageId);
    const digest = digestOf(message);
    if (dup && known?.digest === digest) return known.outcome;
    taken.delete(messageId);
    const outcome = take();
    const entry = { digest, outcome };
    taken.set(messageId, entry);
    forgetOldest(taken, MOST_MESSAGES);
    outcome.catch(() => taken.get(messageId) === entry && taken.delete(messageId));
    return outcome;
  }

  #takenOf(clientId: string): Map<number, Taken> {
    const taken = this.#clients.get(clientId) ?? new Map<number, Taken>();
    this.#clients.delete(clientId);
    this.#clients.set(clientId, taken);
    forgetOldest(this.#clients, MOST_CLIENTS);
    return taken;
  }
}

/** A map goes through its keys in the order they were set. */
function forgetOldest<Key>(map: Map<Key, unknown>, most: number): void {
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

function digestOf({ topic, payload }: SentMessage): string {
  return createHash('sha256').update(topic).update('\0').update(payload).digest('base64');
}
