// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import { metricList, type Telemetry, type TelemetryHistory, type TelemetryStore } from '@cord/fleet';

const AT_MS = Date.parse('2026-01-15T08:00:00Z');

function message(thingName: string, second: number, values: Partial<Telemetry> = {}): Telemetry {
  return { thingName, receivedAtMs: AT_MS + second * 1000, ...values };
}

/** Every metric with a value of its own: two that change places do not go unseen. */
const whole: Telemetry = {
  ...message('pump', 0, { relay: 'off' }),
  ...Object.fromEntries(metricList.map(({ member }, index) => [member, 1.5 + index])),
};

/**
 * What every pair of `TelemetryStore` and `TelemetryHistory` must do. Each test starts with an empty store.
 */
export function describeTelemetryStoreContract(
  name: string,
  createStore: () => Promise<TelemetryStore & TelemetryHistory>,
): void {
  describe(`${name} as a TelemetryStore and its TelemetryHistory`, () => {
    let store: TelemetryStore & TelemetryHistory;
    beforeEach(async () => {
      store = await createStore();
    });
    const read = (thingName: string, sinceMs = 0, limit = 1000) => store.read({ thingName, sinceMs, limit });

    it('holds nothing before the first message', async () => {
      expect(await read('pump')).toEqual([]);
      expect(await store.latest()).toEqual([]);
    });

    it('gives back every metric as it was', async () => {
      await store.append([whole]);
      expect(await read('pump')).toEqual([whole]);
      expect(await store.latest()).toEqual([whole]);
    });

    it('leaves absent what a message lacked', async () => {
      const bare = message('pump', 0, { watts: 0 });
      await store.append([bare]);
      expect(await read('pump')).toStrictEqual([bare]);
    });

    it('gives one thing oldest first, from a time on, that time included', async () => {
      await store.append([message('pump', 2), message('rack', 1), message('pump', 0), message('pump', 1)]);
      expect(await read('pump')).toEqual([message('pump', 0), message('pump', 1), message('pump', 2)]);
      expect(await read('pump', AT_MS + 1000)).toEqual([message('pump', 1), message('pump', 2)]);
    });

    it('gives the newest where there are more than asked for', async () => {
      await store.append([0, 1, 2, 3].map((second) => message('pump', second)));
      expect(await read('pump', 0, 2)).toEqual([message('pump', 2), message('pump', 3)]);
    });

    it('knows the newest message of every thing', async () => {
      await store.append([message('pump', 5, { watts: 5 }), message('rack', 1), message('pump', 2)]);
      const latest = await store.latest();
      expect(latest.toSorted((one, other) => one.thingName.localeCompare(other.thingName))).toEqual([
        message('pump', 5, { watts: 5 }),
        message('rack', 1),
      ]);
    });

    it('keeps all of many that are appended at the same time', async () => {
      const all = Array.from({ length: 100 }, (_, second) => message('pump', second, { watts: second }));
      await Promise.all(all.map((each) => store.append([each])));
      expect(await read('pump')).toEqual(all);
    });

    it('removes what arrived before a time, and nothing from then on', async () => {
      await store.append([0, 1, 2].map((second) => message('pump', second)));
      await store.removeBefore(AT_MS + 1000);
      expect(await read('pump')).toEqual([message('pump', 1), message('pump', 2)]);
    });
  });
}
