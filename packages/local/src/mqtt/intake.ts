import { createHash } from 'node:crypto';
import type { PublishedMessage, SentAs } from '../published-message.js';
import { BoundedConnection } from './bounded-connection.js';
import { Resends } from './resends.js';

export interface IntakeOptions {
  /**
   * Takes a message in, at once and in the order of the calls; settles once the message is safe, and only then is the device told
   * so. Throws at once, or rejects, where it cannot be kept.
   */
  take: (message: PublishedMessage) => Promise<void>;
  /** How a thing's last messages were sent that were kept before this run. */
  readSent?: (thingName: string) => readonly SentAs[];
  onFailure: (error: unknown) => void;
}

/** A message of which MQTT says under which packet id it came, and whether it may have come before. */
export interface ReceivedMessage extends PublishedMessage {
  messageId?: number | undefined;
  dup: boolean;
  /** The client goes on with a session that it had: what it sends first may have come before, whatever it says. */
  hadSession: boolean;
}

/** `done` hears why the message is not to be acknowledged, `null` where it is. */
type Intake = (connection: object, message: ReceivedMessage, done: (refused: Error | null) => void) => void;

interface Link {
  /** What has been answered so far. */
  answered: Promise<unknown>;
  /** A message could not be kept. */
  isBroken: boolean;
  /** All that came so far has come before. */
  isRepeating: boolean;
}

const DIGEST_BYTES = 8;

/**
 * Takes in what may be published, each message once. After one that could not be kept, none that its connection sent behind it
 * is taken: it all comes again, in order.
 */
export function createIntake({ take, readSent, onFailure }: IntakeOptions): Intake {
  const resends = new Resends(readSent);
  const links = new WeakMap<object, Link>();
  const begin = (link: Link, received: ReceivedMessage): Promise<void> => {
    if (link.isBroken) return Promise.reject(new Error('a message before this one could not be kept'));
    const { topic, payload, thingName, certificateId, messageId, dup } = received;
    const message: PublishedMessage = { topic, payload, thingName, certificateId };
    const sent = messageId === undefined ? undefined : { packetId: messageId, digest: digestOf(received) };
    const before = resends.find(thingName, { sent, mayRepeat: dup || link.isRepeating });
    if (before !== undefined) return before;
    if (!dup) link.isRepeating = false;
    const outcome = take(sent === undefined ? message : { ...message, sent });
    if (sent !== undefined) resends.remember(thingName, sent, outcome);
    return outcome;
  };
  return (connection, received, done) => {
    const link = links.get(connection) ?? { answered: kept, isBroken: false, isRepeating: received.hadSession };
    links.set(connection, link);
    const fail = (error: unknown): Error => {
      if (!link.isBroken) onFailure(error);
      link.isBroken = true;
      return error instanceof Error ? error : new Error(String(error));
    };
    const outcome = attempt(() => begin(link, received), fail);
    link.answered = answerInOrder(
      link.answered,
      outcome.then(() => null, fail),
      (refused) => {
        done(refused);
        if (connection instanceof BoundedConnection) connection.settle();
      },
    );
  };
}

/** In the order of the messages (MQTT 3.1.1, 4.6): what is known already does not overtake what is under way. */
async function answerInOrder(
  before: Promise<unknown>,
  outcome: Promise<Error | null>,
  answer: (refused: Error | null) => void,
): Promise<void> {
  await before;
  answer(await outcome);
}

const kept: Promise<unknown> = Promise.resolve();

/** What is thrown at once is known before the next message comes. */
function attempt(begin: () => Promise<void>, fail: (error: unknown) => Error): Promise<void> {
  try {
    return begin();
  } catch (error) {
    return Promise.reject(fail(error));
  }
}

function digestOf({ topic, payload }: Pick<PublishedMessage, 'topic' | 'payload'>): Uint8Array {
  const whole = createHash('sha256').update(topic).update('\0').update(payload).digest();
  return new Uint8Array(whole.subarray(0, DIGEST_BYTES));
}
