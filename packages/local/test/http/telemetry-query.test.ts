import * as fc from 'fast-check';
import { formatTelemetryQuery, parseTelemetryQuery, QueryProblem } from '../../src/http/telemetry-query.js';

const NOW_MS = Date.parse('2026-01-15T08:00:00Z');
const HOUR_MS = 3_600_000;
const parse = (query: string) => parseTelemetryQuery(Object.fromEntries(new URLSearchParams(query)), NOW_MS);

describe('a question for telemetry', () => {
  it('is about the last hour, as it was, unless it says otherwise', () => {
    const range = { fromMs: NOW_MS + 1 - HOUR_MS, toMs: NOW_MS + 1 };
    expect(parse('thing=pump')).toEqual({ thing: 'pump', ...range, step: 'raw', limit: 5000 });
  });

  it('takes times as epoch milliseconds and in ISO 8601', () => {
    const asked = parse('thing=pump&from=1768464000000&to=2026-01-15T08:00:01.5Z&limit=7');
    expect(asked).toMatchObject({ fromMs: 1_768_464_000_000, toMs: 1_768_464_001_500, limit: 7 });
  });

  it.each([
    ['2026-01-15', '2026-01-15T00:00:00.000Z'],
    ['2026-01-15T07:30', '2026-01-15T07:30:00.000Z'],
    ['2026-01-15T07:30:10.25', '2026-01-15T07:30:10.250Z'],
    ['2026-01-15T07:30:00-05:30', '2026-01-15T13:00:00.000Z'],
    // A plus that was not escaped comes as a space.
    ['2026-01-15T07:30:00+05:30', '2026-01-15T02:00:00.000Z'],
  ])('takes %s for %s, wherever the backend runs', (text, time) => {
    expect(new Date(parse(`thing=pump&from=${text}&to=2026-01-16`).fromMs).toISOString()).toBe(time);
  });

  it.each([
    ['raw', undefined],
    ['1m', 60_000],
    ['15m', 900_000],
    ['1h', HOUR_MS],
    ['6h', 6 * HOUR_MS],
    ['1d', 24 * HOUR_MS],
    ['120m', 2 * HOUR_MS],
  ])('takes the step %s', (step, stepMs) => {
    expect(parse(`thing=pump&step=${step}`).stepMs).toBe(stepMs);
  });

  it.each([
    [1, 'raw'],
    [24, '1m'],
    [24 * 7, '15m'],
    [24 * 30, '1h'],
    [24 * 365, '6h'],
    [24 * 365 * 4, '1d'],
    [24 * 365 * 10, '3d'],
  ])('chooses a step for %d hours that a chart has room for', (hours, step) => {
    expect(parse(`thing=pump&from=${NOW_MS - hours * HOUR_MS}&to=${NOW_MS}`).step).toBe(step);
  });

  it('chooses a step of which no more buckets are in the range than asked for', () => {
    const times = fc.integer({ min: 0, max: Date.parse('2100-01-01T00:00:00Z') });
    fc.assert(
      fc.property(times, times, fc.integer({ min: 1, max: 20_000 }), (one, other, limit) => {
        fc.pre(one !== other);
        const [fromMs, toMs] = [Math.min(one, other), Math.max(one, other)];
        const { stepMs = 1000 } = parse(`thing=pump&from=${fromMs}&to=${toMs}&limit=${limit}`);
        const [first, last] = [Math.floor(fromMs / stepMs), Math.floor((toMs - 1) / stepMs)];
        // Of a range in which messages are given as they were, as many as a thing sends.
        expect(last - first + 1).toBeLessThanOrEqual(stepMs === 1000 ? limit + 1 : limit);
      }),
    );
  });

  it('reads back what it writes into a link', () => {
    const asked = parse('thing=a%26b&from=2026-01-01&to=2026-01-15&step=6h&limit=7');
    expect(parse(formatTelemetryQuery(asked))).toEqual(asked);
  });

  it.each([
    ['', 'thing is missing'],
    ['from=0', 'thing is missing'],
    ['thing=a&from=-1', "from is '-1'"],
    ['thing=a&from=soon', "from is 'soon'"],
    ['thing=a&from=2026-01-15 noon', "from is '2026-01-15 noon'"],
    ['thing=a&from=2026-13-15', "from is '2026-13-15'"],
    ['thing=a&to=99999999999999999999', 'to is '],
    ['thing=a&from=2&to=1', 'from (2) is not before to (1)'],
    ['thing=a&step=7m', "step is '7m'"],
    ['thing=a&step=1s', "step is '1s'"],
    ['thing=a&step=0m', "step is '0m'"],
    ['thing=a&limit=0', "limit is '0'"],
    ['thing=a&limit=99999999', "limit is '99999999'"],
    ['thing=a&sinceMs=0', "'sinceMs' is no part of this question"],
  ])("rejects '%s', and says why", (query, words) => {
    expect(() => parse(query)).toThrow(QueryProblem);
    expect(() => parse(query)).toThrow(words);
  });
});
