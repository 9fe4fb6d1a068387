import { isAbsolute } from 'node:path';
import { Hono } from 'hono';
import { LocalError } from '../errors.js';
import { isSameKey } from './api-key.js';
import { readBody } from './read-body.js';

export interface BackupRouteOptions {
  apiKey: string;
  backup: (target: string) => Promise<void>;
}

const MOST_PATH_BYTES = 4096;

/** `POST /api/backup`, body: the absolute path of a folder on this machine that is not there yet. Behind the API key. */
export function backupRoute({ apiKey, backup }: BackupRouteOptions): Hono {
  const route = new Hono();
  route.post('/api/backup', async (context) => {
    const refuse = (status: 400 | 403, code: string, message: string) =>
      context.json({ error: { code, message } }, status);
    if (!isSameKey(apiKey, context.req.header('x-api-key') ?? '')) {
      return refuse(403, 'forbidden', 'header x-api-key is missing or wrong');
    }
    const body = await readBody(context.req.raw, MOST_PATH_BYTES);
    const target = new TextDecoder().decode(body);
    if (!isAbsolute(target)) return refuse(400, 'backup-target', 'expected the absolute path of a folder as the body');
    try {
      await backup(target);
      return context.json({ target });
    } catch (error) {
      if (!(error instanceof LocalError)) throw error;
      return refuse(400, error.code, error.message);
    }
  });
  return route;
}
