import type { TelemetryHistory } from '@cord/fleet';
import { Hono } from 'hono';
import { parseTelemetryQuery, QueryProblem, type TelemetryQuery } from './telemetry-query.js';

/**
 * `GET /api/telemetry?thing&from&to&step&limit`: messages of one thing, or what they add up to by buckets of `step`. Shape:
 * `{ thing, fromMs, toMs, step, isCut }` with `telemetry` (step `raw`: the newest of the range, oldest first) or `buckets` (the
 * first of the range). `isCut` where there is more than the limit: ask on behind the last bucket, or before the first message.
 */
export function telemetryRoute({ history, nowMs }: { history: TelemetryHistory; nowMs: () => number }): Hono {
  const route = new Hono();
  route.get('/api/telemetry', async (context) => {
    const query = parse(context.req.query(), nowMs());
    if (query instanceof QueryProblem) {
      return context.json({ error: { code: 'invalid-query', message: query.message } }, 400);
    }
    return context.json(await answer(history, query));
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

/** One more than asked for shows whether there is more. */
async function answer(history: TelemetryHistory, query: TelemetryQuery): Promise<object> {
  const { thing, fromMs, toMs, step, stepMs, limit } = query;
  const range = { thingName: thing, fromMs, toMs, limit: limit + 1 };
  const asked = { thing, fromMs, toMs, step };
  if (stepMs === undefined) {
    const telemetry = await history.read(range);
    return { ...asked, isCut: telemetry.length > limit, telemetry: telemetry.slice(-limit) };
  }
  const buckets = await history.readBuckets({ ...range, stepMs });
  return { ...asked, isCut: buckets.length > limit, buckets: buckets.slice(0, limit) };
}
