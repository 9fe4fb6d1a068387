import type { Telemetry, TelemetryHistory, TelemetryRange } from '@cord/fleet';
import { Hono } from 'hono';
import { answerOf } from './lake-refusals.js';
import { formatTelemetryQuery, parseTelemetryQuery, QueryProblem, type TelemetryQuery } from './telemetry-query.js';

const PATH = '/api/telemetry';

/**
 * `GET /api/telemetry?thing&from&to&step&limit`: messages of one thing, or what they add up to by buckets of `step`. Shape:
 * `{ thing, fromMs, toMs, step, isCut, next? }` with `telemetry` (step `raw`: the newest of the range, oldest first) or `buckets` (the
 * first of the range). `isCut` where there is more than the limit: `next` is where to ask for it.
 */
export function telemetryRoute({ history, nowMs }: { history: TelemetryHistory; nowMs: () => number }): Hono {
  const route = new Hono();
  route.get(PATH, async (context) => {
    const query = parse(context.req.query(), nowMs());
    if (query instanceof QueryProblem) {
      return context.json({ error: { code: 'invalid-query', message: query.message } }, 400);
    }
    return answerOf(context, () => answer(history, query));
  });
  return route;
}

function parse(given: Record<string, string>, nowMs: number): TelemetryQuery | QueryProblem {
  try {
    return parseTelemetryQuery(given, nowMs);
  } catch (error) {
    if (error instanceof QueryProblem) return error;
    throw error;
  }
}

async function answer(history: TelemetryHistory, query: TelemetryQuery): Promise<object> {
  const { thing, fromMs, toMs, step, stepMs, limit } = query;
  const range = { thingName: thing, fromMs, toMs, limit };
  const asked = { thing, fromMs, toMs, step };
  if (stepMs === undefined) {
    const { telemetry, olderThanMs } = await readNewest(history, range);
    return { ...asked, ...cutOf(query, olderThanMs, 'toMs'), telemetry };
  }
  // One more than asked for shows whether there is more.
  const buckets = await history.readBuckets({ ...range, stepMs, limit: limit + 1 });
  const more = buckets[limit]?.startMs;
  return { ...asked, ...cutOf(query, more, 'fromMs'), buckets: buckets.slice(0, limit) };
}

/** The rest is the same question up to this time, or from it on. */
function cutOf(query: TelemetryQuery, atMs: number | undefined, end: 'fromMs' | 'toMs'): object {
  if (atMs === undefined) return { isCut: false };
  return { isCut: true, next: `${PATH}?${formatTelemetryQuery({ ...query, [end]: atMs })}` };
}

/**
 * Of messages of the same millisecond all or none are given: what is left out is then exactly what is older. More than the limit are
 * given where so many came in one.
 */
async function readNewest(
  history: TelemetryHistory,
  range: TelemetryRange,
): Promise<{ telemetry: readonly Telemetry[]; olderThanMs?: number }> {
  const [extra, ...given] = await history.read({ ...range, limit: range.limit + 1 });
  if (extra === undefined || given.length < range.limit)
    return { telemetry: extra === undefined ? [] : [extra, ...given] };
  const leftMs = extra.receivedAtMs;
  const telemetry = given.filter(({ receivedAtMs }) => receivedAtMs > leftMs);
  if (telemetry.length > 0) return { telemetry, olderThanMs: leftMs + 1 };
  const older = { ...range, toMs: leftMs, limit: 1 };
  const isMore = range.fromMs < leftMs && (await history.read(older)).length > 0;
  const ofOneMs = { ...range, fromMs: leftMs, toMs: leftMs + 1, limit: Number.MAX_SAFE_INTEGER };
  return { telemetry: await history.read(ofOneMs), ...(isMore && { olderThanMs: leftMs }) };
}
