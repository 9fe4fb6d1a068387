import { Hono } from 'hono';
import type { LakeRefusalCode } from '../lake/protocol/lake-refusal.js';
import { LakeRefusal } from '../lake/protocol/lake-refusal.js';
import type { SqlAnswer } from '../lake/protocol/lake-calls.js';
import { isSameKey } from './api-key.js';
import { readBody } from './read-body.js';

export interface QueryRouteOptions {
  apiKey: string;
  query: (sql: string, limits: { limit: number; timeLimitMs: number }) => Promise<SqlAnswer>;
}

const PATH = '/api/query';
const MOST_SQL_BYTES = 64 * 1024;
const limits = { limit: 10_000, timeLimitMs: 60_000 };
const statuses: Readonly<Record<LakeRefusalCode, 400 | 408 | 500 | 503>> = {
  'sql-invalid': 400,
  'too-long': 408,
  'lake-down': 503,
  'lake-failed': 500,
};

/**
 * `POST /api/query`, body: one SELECT over `telemetry` and its roll-ups. Shape of the answer: `{ columns, rows, isCut }`, at most
 * 10,000 rows. Behind the API key: it may ask much of the machine.
 */
export function queryRoute({ apiKey, query }: QueryRouteOptions): Hono {
  const route = new Hono();
  route.post(PATH, async (context) => {
    const refuse = (status: 400 | 403 | 408 | 413 | 500 | 503, code: string, message: string) =>
      context.json({ error: { code, message } }, status);
    if (!isSameKey(apiKey, context.req.header('x-api-key') ?? '')) {
      return refuse(403, 'forbidden', 'header x-api-key is missing or wrong');
    }
    const body = await readBody(context.req.raw, MOST_SQL_BYTES);
    if (body === undefined) return refuse(413, 'body-too-large', `SQL is over ${MOST_SQL_BYTES} bytes`);
    try {
      return context.json(await query(new TextDecoder().decode(body), limits));
    } catch (error) {
      if (!(error instanceof LakeRefusal)) throw error;
      return refuse(statuses[error.code], error.code, error.message);
    }
  });
  return route;
}
