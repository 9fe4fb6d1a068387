import { AT_MS, ask, batchOf, TestLakes } from './test-lake.js';

const lakes = new TestLakes();
afterEach(() => lakes.clear());

const one = async (expression: string): Promise<unknown> => {
  const lake = await lakes.open();
  return (await ask(lake, `SELECT ${expression}`))[0]?.[0];
};

/** Expressions of Athena's SQL and what Athena gives for them. Source: Trino's documentation, functions and operators. */
const cases: readonly (readonly [expression: string, value: unknown])[] = [
  ["CAST(from_unixtime(1768464000) AS varchar) LIKE '2026-01-15 08:00:00%'", true],
  ['from_unixtime(1768464000.5)', '2026-01-15T08:00:00.500Z'],
  ["date_trunc('minute', CAST(from_unixtime(1768464059.9) AS timestamp))", '2026-01-15T08:00:00.000Z'],
  ['to_unixtime(from_unixtime(1.5))', 1.5],
  ["to_milliseconds(interval '2' minute)", 120_000],
  ["from_iso8601_timestamp('2026-01-15T09:30:00+01:30')", '2026-01-15T08:00:00.000Z'],
  ["CAST(from_iso8601_date('2026-01-15') AS varchar)", '2026-01-15'],
  ['to_iso8601(from_unixtime(1.5))', '1970-01-01T00:00:01.500Z'],
  ["CAST(at_timezone(from_unixtime(0), 'Asia/Kolkata') AS varchar)", '1970-01-01 05:30:00'],
  ["CAST(date_add('day', 1, timestamp '2026-01-31 06:00:00') AS varchar)", '2026-02-01 06:00:00'],
  ["CAST(date_add('month', 1, timestamp '2026-01-31 00:00:00') AS varchar)", '2026-02-28 00:00:00'],
  ["CAST(date_add('quarter', -1, timestamp '2026-01-31 00:00:00') AS varchar)", '2025-10-31 00:00:00'],
  ["CAST(date_add('millisecond', 5, timestamp '2026-01-31 00:00:00') AS varchar)", '2026-01-31 00:00:00.005'],
  ["date_diff('hour', from_unixtime(0), from_unixtime(7200))", 2],
  ["day_of_week(date '2026-11-29')", 7],
  ["day_of_month(date '2026-11-29')", 29],
  ["day_of_year(date '2026-02-01')", 32],
  ["week_of_year(date '2026-01-15')", 3],
  ["CAST(last_day_of_month(date '2026-02-03') AS varchar)", '2026-02-28'],
  ['approx_distinct(x) FROM unnest(sequence(1, 5)) AS t(x)', 5],
  ['approx_percentile(x, 0.5) FROM unnest(sequence(1, 5)) AS t(x)', 3],
  ['element_at(sequence(5, 9, 2), 2)', 7],
  ['cardinality(sequence(1, 4))', 4],
  ["regexp_like('abc', 'b+')", true],
  ['json_extract_scalar(\'{"a": "x"}\', \'$.a\')', 'x'],
  ['truncate(1.7)', 1],
  ['is_nan(nan())', true],
  ['is_infinite(infinity())', true],
  ['is_finite(rand())', true],
  ['7 / 2', 3],
  ['7 / 2.0', 3.5],
  ['CAST(7 AS double) / 2', 3.5],
  ['sum(7) / CAST(2 AS double)', 3.5],
  ['max_by(x, -x) FROM unnest(sequence(1, 5)) AS t(x)', 1],
  ["CAST(current_timestamp AS varchar) LIKE '%+00'", true],
];

describe('SQL of Athena', () => {
  it.each(cases)('gives here what it gives there: %s', async (expression, value) => {
    expect(await one(expression)).toEqual(value);
  });

  it('knows the days of UTC, wherever the machine is', async () => {
    const lake = await lakes.open();
    const zone = await ask(lake, "SELECT current_setting('TimeZone')");
    expect(zone).toEqual([['UTC']]);
    await lake.takeBatches([batchOf(0, [{ thingName: 'pump', receivedAtMs: AT_MS + 12 * 3_600_000, watts: 1 }])]);
    const sql = 'SELECT day = CAST(CAST(from_unixtime(received_at / 1000.0) AS date) AS varchar) FROM telemetry';
    expect(await ask(lake, sql)).toEqual([[true]]);
  });
});
