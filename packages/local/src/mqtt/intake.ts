import type { PublishedMessage } from '../published-message.js';
import { TurnRefused } from '../turns.js';
import type { Admission } from './admission.js';
import { BoundedConnection } from './bounded-connection.js';
import { Resends, type SentMessage } from './resends.js';

export interface IntakeOptions {
  onMessage: (message: PublishedMessage, isWanted: () => boolean) => Promise<void>;
  onFailure: (error: unknown) => void;
}

/** `done` hears why the message is not to be acknowledged, `null` where it is. */
type Intake = (
  connection: object,
  message: PublishedMessage & SentMessage,
  done: (refused: Error | null) => void,
) => Promise<void>;

/** The message was left out because of one before it, or of a withdrawal: nobody is to be told of it. */
class Unwanted extends Error {}

/**
 * Takes in what may be published, each message once. After one that could not be kept, none that its connection sent behind it
 * is taken: it all comes again, in order. Nor is any of a certificate that was withdrawn while they waited.
 */
export function createIntake(
  admission: Pick<Admission, 'principalOf'>,
  { onMessage, onFailure }: IntakeOptions,
): Intake {
  const resends = new Resends();
  const broken = new WeakSet<object>();
  const take = async (connection: object, message: PublishedMessage): Promise<void> => {
    let isLeftOut = false;
    const isWanted = () => {
      isLeftOut ||= broken.has(connection) || admission.principalOf(connection) === undefined;
      return !isLeftOut;
    };
    try {
      await onMessage(message, isWanted);
    } catch (error) {
      broken.add(connection);
      throw error;
    }
    if (isLeftOut) throw new Unwanted('the message was not taken');
  };
  const answer = async (connection: object, sent: PublishedMessage & SentMessage): Promise<Error | null> => {
    const { topic, payload, thingName, certificateId } = sent;
    const message = { topic, payload, thingName, certificateId };
    try {
      await resends.takeOnce(thingName, sent, () => take(connection, message));
      return null;
    } catch (error) {
      if (!(error instanceof Unwanted || error instanceof TurnRefused)) onFailure(error);
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  const answers = new WeakMap<object, Promise<Error | null>>();
  return async (connection, sent, done) => {
    const before = answers.get(connection);
    const own = answer(connection, sent);
    // In the order of the messages (MQTT 3.1.1, 4.6): what is known already does not overtake what is under way.
    const inOrder = Promise.resolve(before).then(() => own);
    answers.set(connection, inOrder);
    done(await inOrder);
    if (connection instanceof BoundedConnection) connection.settle();
  };
}
