import type { SentAs } from '../published-message.js';

/** Of one client; more than AWS IoT lets it have in flight. */
const MOST_MESSAGES = 128;
/** Beyond these, the client that was heard of longest ago is forgotten. */
const MOST_CLIENTS = 2000;

/** A message as it came over the wire. */
export interface SentMessage {
  /** Absent at QoS 0. */
  sent?: SentAs | undefined;
  /** The client says, or its session lets expect, that it may be sent once more. */
  mayRepeat: boolean;
}

interface Taken {
  digest: Uint8Array;
  outcome: Promise<void>;
}

const kept = Promise.resolve();

/** Knows again what a client sends once more because it heard no acknowledgement: by packet id and content. */
export class Resends {
  readonly #clients = new Map<string, Map<number, Taken>>();
  readonly #readBefore: (clientId: string) => readonly SentAs[];

  /** `readBefore` gives how a client's last messages were sent that were kept before this run, or before the store was read anew. */
  constructor(readBefore: (clientId: string) => readonly SentAs[] = () => []) {
    this.#readBefore = readBefore;
  }

  /** What became of the message that this one repeats; `undefined` where it repeats none. */
  find(clientId: string, { sent, mayRepeat }: SentMessage): Promise<void> | undefined {
    if (sent === undefined || !mayRepeat) return undefined;
    const known = this.#clients.get(clientId)?.get(sent.packetId);
    if (known !== undefined) return isSame(known.digest, sent.digest) ? known.outcome : undefined;
    // The newest under this id: an id comes again once it was acknowledged.
    const before = this.#readBefore(clientId).findLast(({ packetId }) => packetId === sent.packetId);
    return before !== undefined && isSame(before.digest, sent.digest) ? kept : undefined;
  }

  /** What becomes of a message, for when it comes again. */
  remember(clientId: string, { packetId, digest }: SentAs, outcome: Promise<void>): void {
    const taken = this.#takenOf(clientId);
    taken.delete(packetId);
    const entry = { digest, outcome };
    taken.set(packetId, entry);
    forgetOldest(taken, MOST_MESSAGES);
    outcome.catch(() => taken.get(packetId) === entry && taken.delete(packetId));
  }

  #takenOf(clientId: string): Map<number, Taken> {
    const taken = this.#clients.get(clientId) ?? new Map<number, Taken>();
    this.#clients.delete(clientId);
    this.#clients.set(clientId, taken);
    forgetOldest(this.#clients, MOST_CLIENTS);
    return taken;
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** A map goes through its keys in the order they were set. */
function forgetOldest<Key>(map: Map<Key, unknown>, most: number): void {
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
