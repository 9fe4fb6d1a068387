import type { Publisher } from '@cord/fleet';
import type { Aedes } from 'aedes';

/** Sends to the broker's own clients, as AWS IoT's services do: at least once to whoever subscribed so. */
export function createBrokerPublisher(broker: Pick<Aedes, 'publish'>): Publisher {
  return {
    publish: ({ topic, payload }) =>
      new Promise((resolve, reject) => {
        const bytes = typeof payload === 'string' ? payload : Buffer.from(payload);
        broker.publish({ cmd: 'publish', topic, payload: bytes, qos: 1, dup: false, retain: false }, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
  };
}
