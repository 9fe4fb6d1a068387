import { mayPublish, maySubscribe, type Clock, type FleetEvent } from '@cord/fleet';
import type { AedesOptions, AuthenticateError } from 'aedes';
import type { Admission } from './admission.js';
import { createIntake, type IntakeOptions } from './intake.js';
import { findUnsupported, findUnsupportedSubscription } from './limits.js';

export interface AuthorizationOptions extends IntakeOptions {
  topicRoot: string;
  clock: Clock;
  emit: (event: FleetEvent) => void;
}

type Handlers = Required<Pick<AedesOptions, 'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe'>>;

/** MQTT 3.1.1's answer to a client that may not connect; section 3.2.2.3. */
const NOT_AUTHORIZED = 5;

/** What the device policy allows: the thing's own name as client id, the thing's own topics. */
export function createAuthorization(admission: Admission, options: AuthorizationOptions): Handlers {
  return {
    // A will is published for the client one day: it is judged before that one is there, as AWS IoT does.
    preConnect: (_, { clientId, will }, done) => {
      const isTaken =
        will === undefined ||
        (findUnsupported(will) === undefined && mayPublish(options.topicRoot, clientId, will.topic));
      done(isTaken ? null : new Error('the will is not one that may be published'), isTaken);
    },
    authenticate: (client, _username, _password, done) => {
      if (admission.admitClientId(client.conn, client.id)) return done(null, true);
      const refusal: Error = Object.assign(new Error('client id is not the thing name'), {
        returnCode: NOT_AUTHORIZED,
      });
      done(refusal as AuthenticateError, false);
    },
    authorizePublish: createPublishHandler(admission, options),
    authorizeSubscribe: (client, subscription, done) => {
      const unsupported = findUnsupportedSubscription(subscription);
      if (unsupported !== undefined) return done(new Error(unsupported));
      if (maySubscribe(options.topicRoot, client.id, subscription.topic)) return done(null, subscription);
      refuseTopic(options, { thingName: client.id, action: 'subscribe', topic: subscription.topic });
      done(null, null);
    },
  };
}

/** Takes the message in before aedes goes on: that one acknowledges first and publishes then. */
function createPublishHandler(admission: Admission, options: AuthorizationOptions): Handlers['authorizePublish'] {
  const { topicRoot, clock, emit } = options;
  const intake = createIntake(options);
  return (client, packet, done) => {
    const principal = client === null ? undefined : admission.principalOf(client.conn);
    // Aedes may ask before it has asked who the client is: its id is not set then.
    if (client === null || principal?.thingNames.includes(client.id) !== true) return done(new Error('no publisher'));
    const { id: thingName } = client;
    const { topic } = packet;
    if (!mayPublish(topicRoot, thingName, topic)) {
      refuseTopic(options, { thingName, action: 'publish', topic });
      return done(new Error(`${thingName} may not publish on ${topic}`));
    }
    const unsupported = findUnsupported(packet);
    if (unsupported !== undefined) {
      emit({ atMs: clock.nowMs(), type: 'telemetry-refused', topic: topic.slice(0, 80), message: unsupported });
      return done(new Error(unsupported));
    }
    const { certificateId } = principal;
    const { messageId, dup } = packet;
    const hadSession = !client.clean;
    const payload = Buffer.from(packet.payload);
    intake(client.conn, { topic, payload, messageId, dup, thingName, certificateId, hadSession }, done);
  };
}

function refuseTopic(
  { clock, emit }: AuthorizationOptions,
  refused: { thingName: string; action: 'publish' | 'subscribe'; topic: string },
): void {
  emit({ atMs: clock.nowMs(), type: 'topic-refused', ...refused });
}
