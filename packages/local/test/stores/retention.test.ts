import type { Telemetry } from '@cord/fleet';
import { ManualClock, MemoryTelemetryStore } from '@cord/testing';
import { createRetention } from '../../src/stores/retention.js';

// Under native ESM jest is no global.
const { jest } = import.meta;
const DAY_MS = 86_400_000;
const AT_MS = Date.parse('2026-03-01T00:00:00Z');
const throwIt = (error: unknown) => {
  throw error;
};

const messageAt = (receivedAtMs: number): Telemetry => ({ thingName: 'pump', receivedAtMs, watts: 1 });

describe('createRetention', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it('removes what is older than so many days, at the start and at every full hour from then on', async () => {
    const store = new MemoryTelemetryStore();
    const clock = new ManualClock(AT_MS);
    const border = AT_MS - 30 * DAY_MS;
    const kept = [border, border + 3_599_999, border + 3_600_000].map(messageAt);
    await store.append([messageAt(border - 1), ...kept]);
    const retention = createRetention({ store, retentionDays: 30, clock, onFailure: throwIt });
    await retention.start();
    await Promise.resolve();
    expect(store.messages).toEqual(kept);

    clock.advance(3_600_000);
    await jest.advanceTimersByTimeAsync(3_599_999);
    expect(store.messages).toEqual(kept);
    await jest.advanceTimersByTimeAsync(1);
    expect(store.messages).toEqual(kept.slice(2));
    await retention.stop();
  });

  it('tells that the store failed and tries again an hour later', async () => {
    const failures: unknown[] = [];
    const asked: number[] = [];
    const store = {
      removeBefore: async (beforeMs: number) => {
        asked.push(beforeMs);
        throw new Error('disk full');
      },
    };
    const onFailure = (error: unknown) => failures.push(error);
    const retention = createRetention({ store, retentionDays: 1, clock: new ManualClock(AT_MS), onFailure });
    await retention.start();
    await jest.advanceTimersByTimeAsync(3_600_000);
    await retention.stop();
    expect(asked).toEqual([AT_MS - DAY_MS, AT_MS - DAY_MS]);
    expect(failures).toEqual([new Error('disk full'), new Error('disk full')]);
  });

  it('removes nothing more once it has stopped, and has stopped only when a removal under way is over', async () => {
    const { promise, resolve } = withResolvers();
    let asked = 0;
    const store = {
      removeBefore: () => {
        asked += 1;
        return promise;
      },
    };
    const retention = createRetention({ store, retentionDays: 1, clock: new ManualClock(AT_MS), onFailure: throwIt });
    await retention.start();
    let isStopped = false;
    const stopped = Promise.resolve(retention.stop()).then(() => (isStopped = true));
    await jest.advanceTimersByTimeAsync(7_200_000);
    expect([asked, isStopped]).toEqual([1, false]);
    resolve();
    await stopped;
  });
});

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  const gate = new EventTarget();
  const promise = new Promise<void>((resolve) => gate.addEventListener('open', () => resolve()));
  return { promise, resolve: () => void gate.dispatchEvent(new Event('open')) };
}
