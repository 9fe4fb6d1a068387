// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import type { Notification, Notifier } from '@cord/fleet';

const notification: Notification = {
  subject: '[warning] load-on raised: pump',
  text: 'load-on raised for pump\n\nValue: 10.4 W (über 5)',
  attributes: { thresholdId: 'load-on', thingName: 'pump', severity: 'warning', change: 'raised' },
};

/** What every `Notifier` must do; `received` gives what people got of it. */
export function describeNotifierContract(
  name: string,
  createNotifier: () => { notifier: Notifier; received: () => readonly Notification[] },
): void {
  describe(`${name} as a Notifier`, () => {
    it('brings subject, text and attributes as they are', async () => {
      const { notifier, received } = createNotifier();
      await notifier.notify(notification);
      expect(received()).toEqual([notification]);
    });

    it('brings each of many that come at the same time', async () => {
      const { notifier, received } = createNotifier();
      const all = ['a', 'b', 'c'].map((subject) => ({ ...notification, subject }));
      await Promise.all(all.map((each) => notifier.notify(each)));
      expect(
        received()
          .map(({ subject }) => subject)
          .toSorted(),
      ).toEqual(['a', 'b', 'c']);
    });
  });
}
