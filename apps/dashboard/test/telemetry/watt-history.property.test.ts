import * as fc from 'fast-check';
import { appendSamples, breakAtGaps, mergeHistories, type WattHistory } from '../../src/telemetry/watt-history.js';

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

it('appends in any order, one by one or many at once, to what a merge of all would give', () => {
  fc.assert(
    fc.property(fc.array(samples, { maxLength: 10 }), fc.integer({ min: 1, max: 700_000 }), (pieces, lengthMs) => {
      const all = pieces.flat();
      const sinceMs = Math.max(...all.map(({ atMs }) => atMs)) - lengthMs;
      const merged = mergeHistories([], all, sinceMs);
      const append = (history: WattHistory, added: WattHistory) => appendSamples(history, added, lengthMs);
      expect(pieces.reduce<WattHistory>(append, [])).toEqual(merged);
      expect(all.reduce<WattHistory>((history, one) => append(history, [one]), [])).toEqual(merged);
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
