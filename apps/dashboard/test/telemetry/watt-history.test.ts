import {
  appendSamples,
  breakAtGaps,
  longestQuietMs,
  mergeHistories,
  summarizeWatts,
  type WattHistory,
} from '../../src/telemetry/watt-history.js';

const everySecond = (...watts: (number | undefined)[]): WattHistory =>
  watts.map((value, index) => ({ atMs: 1000 * (index + 1), watts: value }));

describe('breakAtGaps', () => {
  it('leaves jitter and one missed message alone', () => {
    const history = [1000, 2030, 2980, 5000, 6000].map((atMs) => ({ atMs, watts: 5 }));
    expect(breakAtGaps(history)).toEqual(history);
  });

  it('breaks the line where the cord was not heard', () => {
    const history = [1000, 2000, 3000, 9001, 10_001].map((atMs) => ({ atMs, watts: 5 }));
    const broken = breakAtGaps(history);
    expect(broken).toHaveLength(6);
    expect(broken[3]).toEqual({ atMs: 3001, watts: undefined });
  });

  it('takes long intervals for what they are', () => {
    const history = [0, 15, 30, 45].map((minutes) => ({ atMs: minutes * 60_000, watts: 5 }));
    expect(breakAtGaps(history)).toEqual(history);
  });
});

describe('longestQuietMs', () => {
  it('is thrice the usual interval, whatever one gap was', () => {
    const history = [0, 10, 20, 320, 330, 340].map((seconds) => ({ atMs: seconds * 1000, watts: 5 }));
    expect(longestQuietMs(history)).toBe(30_000);
  });

  it('is at least five seconds', () => {
    expect(longestQuietMs(everySecond(1, 2, 3))).toBe(5000);
    expect(longestQuietMs([])).toBe(5000);
  });
});

describe('appendSamples', () => {
  it('lets go of what is out of range', () => {
    expect(appendSamples(everySecond(1, 2, 3), [{ atMs: 4000, watts: 4 }], 2000).map(({ watts }) => watts)).toEqual([
      2, 3, 4,
    ]);
  });

  it('takes a second sample of the same millisecond in place of the first', () => {
    const known = everySecond(1, 2, 3);
    expect(appendSamples(known, [{ atMs: 3000, watts: 4 }], 9000)).toEqual(everySecond(1, 2, 4));
    expect(appendSamples(known, [{ atMs: 2000, watts: 4 }], 9000)).toEqual(everySecond(1, 4, 3));
  });

  it('puts a late sample where it belongs', () => {
    const known = [1000, 3000].map((atMs) => ({ atMs, watts: 5 }));
    expect(appendSamples(known, [{ atMs: 2000, watts: 6 }], 9000).map(({ atMs }) => atMs)).toEqual([1000, 2000, 3000]);
  });
});

describe('mergeHistories', () => {
  it('takes each moment once, though the live stream and the store both tell of it', () => {
    const live = everySecond(1, 2, 3).slice(1);
    expect(mergeHistories(live, everySecond(1, 2, 3), 0)).toEqual(everySecond(1, 2, 3));
  });
});

describe('summarizeWatts', () => {
  it('leaves out messages without watts', () => {
    expect(summarizeWatts(everySecond(1, undefined, 5))).toEqual({ least: 1, greatest: 5, mean: 3 });
  });

  it('says nothing of nothing', () => {
    expect(summarizeWatts(everySecond(undefined))).toBeUndefined();
  });
});
