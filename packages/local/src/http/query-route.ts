import { Hono } from 'hono';
import type { SqlAnswer } from '../lake/protocol/lake-calls.js';
import { isSameKey } from './api-key.js';
import { answerOf } from './lake-refusals.js';
import { readBody } from './read-body.js';

export interface QueryRouteOptions {
  apiKey: string;
  query: (sql: string, limits: { limit: number; timeLimitMs: number }) => Promise<SqlAnswer>;
}

const PATH = '/api/query';
const MOST_SQL_BYTES = 64 * 1024;
const limits = { limit: 10_000, timeLimitMs: 60_000 };

/**
 * `POST /api/query`, body: one SELECT over `telemetry` and its roll-ups. Shape of the answer: `{ columns, rows, isCut }`, at most
 * 10,000 rows. Behind the API key: it may ask much of the machine.
 */
export function queryRoute({ apiKey, query }: QueryRouteOptions): Hono {
  const route = new Hono();
  route.post(PATH, async (context) => {
    const refuse = (status: 403 | 413, code: string, message: string) =>
      context.json({ error: { code, message } }, status);
    if (!isSameKey(apiKey, context.req.header('x-api-key') ?? '')) {
      return refuse(403, 'forbidden', 'header x-api-key is missing or wrong');
    }
    const body = await readBody(context.req.raw, MOST_SQL_BYTES);
    if (body === undefined) return refuse(413, 'body-too-large', `SQL is over ${MOST_SQL_BYTES} bytes`);
    return answerOf(context, () => query(new TextDecoder().decode(body), limits));
  });
  return route;
}
