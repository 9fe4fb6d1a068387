import { metricList, type TelemetryBucket, type TelemetryRange } from '@cord/fleet';
import type { DuckDBValue } from '@duckdb/node-api';
import { dayOf } from '../files/lake-files.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const AFTER_ANY_DAY = '~';

const figuresOf = (one: (name: string) => string): string => metricList.map(({ name }) => one(name)).join(', ');
/** The days say which files are opened at all. */
const within = (column: string, [from, to]: [string, string], [firstDay, lastDay]: [string, string]) =>
  `thing_name = $1 AND ${column} >= ${from} AND ${column} < ${to} AND day >= ${firstDay} AND day <= ${lastDay}`;
const whole = (atMs: number): bigint => BigInt(Number.isFinite(atMs) ? Math.trunc(atMs) : Number.MAX_SAFE_INTEGER);

/** From roll-ups up to where something is not rolled up, from messages behind. */
export function bucketQuery(
  { thingName, fromMs, toMs, limit, stepMs }: TelemetryRange & { stepMs: number },
  openFromMs: number,
): { sql: string; values: DuckDBValue[] } {
  const isByHour = stepMs % HOUR_MS === 0;
  const [view, start] = isByHour ? ['telemetry_hours', 'hour'] : ['telemetry_minutes', 'minute'];
  const unitMs = isByHour ? HOUR_MS : MINUTE_MS;
  const kept = figuresOf((name) => `${name}_samples, ${name}_min, ${name}_mean, ${name}_max`);
  const made = figuresOf(
    (name) =>
      `count(${name}) AS ${name}_samples, min(${name}) AS ${name}_min, avg(${name}) AS ${name}_mean, max(${name}) AS ${name}_max`,
  );
  const joined = figuresOf(
    (name) =>
      `min(${name}_min) AS ${name}_min, sum(${name}_mean * ${name}_samples) / nullif(sum(${name}_samples), 0) AS ${name}_mean, max(${name}_max) AS ${name}_max`,
  );
  const rolledToMs = Math.min(toMs, openFromMs);
  const openMs = Math.max(fromMs, openFromMs);
  const sql = `SELECT bucket // ${stepMs} * ${stepMs} AS start, sum(samples) AS samples, ${joined} FROM (
      SELECT ${start} AS bucket, samples, ${kept} FROM ${view} WHERE ${within(start, ['$2', '$3'], ['$6', '$7'])}
      UNION ALL
      SELECT received_at // ${unitMs} * ${unitMs} AS bucket, count(*) AS samples, ${made} FROM telemetry
        WHERE ${within('received_at', ['$4', '$5'], ['$8', '$7'])} GROUP BY 1)
    GROUP BY 1 ORDER BY 1 LIMIT ${limit}`;
  const times = [fromMs, rolledToMs, openMs, toMs].map(whole);
  // Where everything is rolled up, no file of messages is opened.
  const openDay = openMs < toMs ? dayOf(openMs) : AFTER_ANY_DAY;
  const values = [thingName, ...times, dayOf(fromMs), dayOf(toMs), openDay];
  return { sql, values };
}

/** Of a later day the name would come before all others. */
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

export function wholeBuckets<Range extends TelemetryRange & { stepMs: number }>(range: Range): Range {
  const { fromMs, toMs, stepMs } = range;
  const endMs = Math.min(Math.ceil(toMs / stepMs) * stepMs, LAST_MS);
  return { ...range, fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: endMs };
}

export function toBucket(row: Record<string, unknown>): TelemetryBucket {
  const figures = metricList.flatMap(({ name }) => {
    const [min, mean, max] = ['min', 'mean', 'max'].map((figure) => row[`${name}_${figure}`]);
    return typeof min === 'number' && typeof mean === 'number' && typeof max === 'number'
      ? [[name, { min, mean, max }] as const]
      : [];
  });
  return { startMs: Number(row['start']), samples: Number(row['samples']), metrics: Object.fromEntries(figures) };
}
