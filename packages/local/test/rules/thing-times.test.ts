import { ManualClock } from '@cord/testing';
import { ThingTimes } from '../../src/rules/thing-times.js';

const AT_MS = 1_790_000_000_000;
const times = (clock: ManualClock, lastMs?: number) => new ThingTimes(clock, () => lastMs);

describe('the time of a message', () => {
  it("is the clock's, and later than that of the one before of its thing", () => {
    const clock = new ManualClock(AT_MS);
    const given = times(clock);
    expect(['pump', 'pump', 'rack', 'pump'].map((thing) => given.next(thing))).toEqual(
      [0, 1, 0, 2].map((ms) => AT_MS + ms),
    );
    clock.advance(10);
    expect(given.next('pump')).toBe(AT_MS + 10);
  });

  it('is later than that of the last from before a restart', () => {
    const given = times(new ManualClock(AT_MS), AT_MS + 300);
    expect([given.next('pump'), given.next('pump')]).toEqual([AT_MS + 301, AT_MS + 302]);
  });

  it('follows a clock that was set back', () => {
    const given = times(new ManualClock(AT_MS), AT_MS + 3_600_000);
    expect(given.next('pump')).toBe(AT_MS);
  });
});
