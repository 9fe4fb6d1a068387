// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import { metricList, type Telemetry, type TelemetryHistory } from '@cord/fleet';

const AT_MS = Date.parse('2026-01-15T08:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const ALL = { fromMs: AT_MS - 24 * HOUR_MS, toMs: AT_MS + 24 * HOUR_MS, limit: 1000 };

function message(thingName: string, second: number, values: Partial<Telemetry> = {}): Telemetry {
  return { thingName, receivedAtMs: AT_MS + second * 1000, ...values };
}

/** Every metric with a value of its own: two that change places do not go unseen. */
const whole: Telemetry = {
  ...message('pump', 0, { relay: 'off' }),
  ...Object.fromEntries(metricList.map(({ member }, index) => [member, 1.5 + index])),
};

/** What every `TelemetryHistory` must do, over messages that it is made with; they come in the order of their list. */
export function describeTelemetryHistoryContract(
  name: string,
  create: (messages: readonly Telemetry[]) => Promise<TelemetryHistory>,
): void {
  describe(`${name} as a TelemetryHistory`, () => {
    it('holds nothing where nothing was kept', async () => {
      const history = await create([]);
      expect(await history.read({ thingName: 'pump', ...ALL })).toEqual([]);
      expect(await history.readBuckets({ thingName: 'pump', ...ALL, stepMs: HOUR_MS })).toEqual([]);
    });

    it('gives back every metric as it was, and leaves absent what a message lacked', async () => {
      const bare = message('pump', 1, { watts: 0 });
      const history = await create([whole, bare]);
      expect(await history.read({ thingName: 'pump', ...ALL })).toStrictEqual([whole, bare]);
    });

    it('gives one thing oldest first, from a time on and before another', async () => {
      const history = await create([message('pump', 2), message('rack', 1), message('pump', 0), message('pump', 1)]);
      const read = (fromMs: number, toMs: number) => history.read({ thingName: 'pump', fromMs, toMs, limit: 9 });
      expect(await read(AT_MS, AT_MS + 3000)).toEqual([message('pump', 0), message('pump', 1), message('pump', 2)]);
      expect(await read(AT_MS + 1000, AT_MS + 2000)).toEqual([message('pump', 1)]);
    });

    it('gives the newest where there are more than asked for', async () => {
      const history = await create([0, 1, 2, 3].map((second) => message('pump', second)));
      expect(await history.read({ thingName: 'pump', ...ALL, limit: 2 })).toEqual([
        message('pump', 2),
        message('pump', 3),
      ]);
    });

    it.each([MINUTE_MS, 5 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS])(
      'sums up buckets of %d ms, a metric by the messages that had it',
      async (stepMs) => {
        const startMs = Math.floor(AT_MS / stepMs) * stepMs;
        const at = (offsetMs: number, values: Partial<Telemetry>): Telemetry => {
          return { thingName: 'pump', receivedAtMs: startMs + offsetMs, ...values };
        };
        const history = await create([
          at(0, { watts: 10, volts: 120 }),
          at(1000, { watts: 40 }),
          at(stepMs - 1, { relay: 'on' }),
          at(stepMs, { watts: 7 }),
          { ...at(0, { watts: 99 }), thingName: 'rack' },
        ]);
        expect(await history.readBuckets({ thingName: 'pump', ...ALL, stepMs })).toEqual([
          {
            startMs,
            samples: 3,
            metrics: { watts: { min: 10, mean: 25, max: 40 }, volts: { min: 120, mean: 120, max: 120 } },
          },
          { startMs: startMs + stepMs, samples: 1, metrics: { watts: { min: 7, mean: 7, max: 7 } } },
        ]);
      },
    );

    it('gives the mean of a quarter of an hour, half of it under load, and its peak', async () => {
      const stepMs = 15 * MINUTE_MS;
      const halfMinutes = Array.from({ length: 30 }, (_, index) => index);
      const history = await create(
        halfMinutes.map((index) => message('pump', index * 30, { watts: index < 15 ? 4000 : 0 })),
      );
      const [quarter] = await history.readBuckets({ thingName: 'pump', ...ALL, stepMs });
      expect(quarter?.metrics.watts).toEqual({ min: 0, mean: 2000, max: 4000 });
    });

    it('takes a range of everything there was and will be', async () => {
      const history = await create([message('pump', 0, { watts: 5 }), message('pump', 60, { watts: 7 })]);
      const everything = { thingName: 'pump', fromMs: 0, toMs: Date.parse('9999-12-30T00:00:00Z'), limit: 9 };
      const buckets = await history.readBuckets({ ...everything, stepMs: 4000 * 24 * HOUR_MS });
      expect(buckets.map(({ samples }) => samples)).toEqual([2]);
      expect(await history.read(everything)).toHaveLength(2);
    });

    it('gives whole buckets at both ends of a range, and no more than asked for', async () => {
      const history = await create([0, 30, 90, 150, 210].map((second) => message('pump', second, { watts: second })));
      const ask = { thingName: 'pump', fromMs: AT_MS + 40_000, toMs: AT_MS + 151_000, stepMs: MINUTE_MS };
      const starts = async (limit: number) =>
        (await history.readBuckets({ ...ask, limit })).map(({ startMs }) => startMs);
      expect(await starts(9)).toEqual([AT_MS, AT_MS + MINUTE_MS, AT_MS + 2 * MINUTE_MS]);
      expect(await starts(2)).toEqual([AT_MS, AT_MS + MINUTE_MS]);
      expect((await history.readBuckets({ ...ask, limit: 1 }))[0]?.samples).toBe(2);
    });
  });
}
