import * as fc from 'fast-check';
import { appendSample, breakAtGaps, mergeHistories, type WattHistory } from '../../src/telemetry/watt-history.js';

const sample = fc.record({
  atMs: fc.integer({ min: 0, max: 600_000 }),
  watts: fc.option(fc.double({ min: 0, max: 3600, noNaN: true }), { nil: undefined }),
});
const samples = fc.array(sample, { maxLength: 200 });

const isStrictlyRising = (history: WattHistory) =>
  history.every(({ atMs }, index) => index === 0 || atMs > (history[index - 1]?.atMs ?? atMs));

it('keeps any history in order, each moment once, within its range', () => {
  fc.assert(
    fc.property(samples, samples, fc.integer({ min: 0, max: 600_000 }), (known, added, sinceMs) => {
      const merged = mergeHistories(known, added, sinceMs);
      expect(isStrictlyRising(merged)).toBe(true);
      const expected = new Set([...known, ...added].map(({ atMs }) => atMs).filter((atMs) => atMs >= sinceMs));
      expect(new Set(merged.map(({ atMs }) => atMs))).toEqual(expected);
    }),
  );
});

it('appends in any order to what a merge of all would give', () => {
  fc.assert(
    fc.property(samples, (all) => {
      const appended = all.reduce<WattHistory>((history, one) => appendSample(history, one, 0), []);
      expect(appended).toEqual(mergeHistories([], all, 0));
    }),
  );
});

it('breaks lines without moving or losing a sample', () => {
  fc.assert(
    fc.property(samples, (all) => {
      const history = mergeHistories([], all, 0);
      const broken = breakAtGaps(history);
      expect(isStrictlyRising(broken)).toBe(true);
      expect(broken.filter((one) => history.includes(one))).toEqual(history);
    }),
  );
});
