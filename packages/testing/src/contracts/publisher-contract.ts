// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import type { Publisher } from '@cord/fleet';

/** A publisher, and a subscriber to every topic of the thing `pump`. */
export interface SubscribedPublisher {
  publisher: Publisher;
  /** The first so many messages that arrive, in order. */
  receive: (count: number) => Promise<readonly { topic: string; payload: string }[]>;
}

/** What every `Publisher` must do. */
export function describePublisherContract(
  name: string,
  createPublisher: () => Promise<SubscribedPublisher> | SubscribedPublisher,
): void {
  describe(`${name} as a Publisher`, () => {
    it('brings a message to its topic as it is, text or bytes', async () => {
      const { publisher, receive } = await createPublisher();
      await publisher.publish({ topic: '$aws/things/pump/shadow/update/delta', payload: '{"state":{}}' });
      await publisher.publish({ topic: 'pump/note', payload: new TextEncoder().encode('größer') });
      expect(await receive(2)).toEqual([
        { topic: '$aws/things/pump/shadow/update/delta', payload: '{"state":{}}' },
        { topic: 'pump/note', payload: 'größer' },
      ]);
    });

    it('keeps the order of many', async () => {
      const { publisher, receive } = await createPublisher();
      const payloads = Array.from({ length: 50 }, (_, index) => String(index));
      for (const payload of payloads) await publisher.publish({ topic: 'pump/count', payload });
      expect((await receive(50)).map(({ payload }) => payload)).toEqual(payloads);
    });
  });
}
