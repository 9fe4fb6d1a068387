import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DataFolder } from '../stores/data-folder.js';

/** The local backend's API key: made on first start, then kept in the data folder. */
export async function readOrCreateApiKey(folder: DataFolder): Promise<string> {
  const text = await folder.readOrCreate('api-key', async () => `${randomBytes(30).toString('base64url')}\n`);
  return text.trim();
}

/** Takes the same time for every wrong key. */
export function isSameKey(expected: string, found: string): boolean {
  return timingSafeEqual(digest(expected), digest(found));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
