import type { TelemetryHistory } from '@cord/fleet';
import { Hono } from 'hono';

/** Of one answer; whoever wants more asks anew, from a later time on. */
const MOST_MESSAGES = 5000;

/** `GET /api/telemetry?thing=…&sinceMs=…`: the newest {@link MOST_MESSAGES} messages of one thing, oldest first. */
export function telemetryRoute({ telemetry }: { telemetry: TelemetryHistory }): Hono {
  const route = new Hono();
  route.get('/api/telemetry', async (context) => {
    const thingName = context.req.query('thing');
    const sinceMs = Number(context.req.query('sinceMs') ?? 0);
    if (thingName === undefined || !Number.isSafeInteger(sinceMs) || sinceMs < 0) {
      return context.json(
        { error: { code: 'invalid-query', message: 'expected thing=<name> and sinceMs=<epoch milliseconds>' } },
        400,
      );
    }
    return context.json({ telemetry: await telemetry.read({ thingName, sinceMs, limit: MOST_MESSAGES }) });
  });
  return route;
}
