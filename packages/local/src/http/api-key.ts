import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { LocalError } from '../errors.js';
import type { DataFolder } from '../data-folder.js';

const FILE = 'api-key';

/**
 * The local backend's API key: made on first start, then kept in the data folder.
 *
 * Throws: `LocalError` `data-folder-damaged` where the file holds none: an empty key would let everybody in.
 */
export async function readOrCreateApiKey(folder: DataFolder): Promise<string> {
  const text = await folder.readOrCreate(FILE, async () => `${randomBytes(30).toString('base64url')}\n`);
  const key = text.trim();
  if (/^[!-~]+$/.test(key)) return key;
  const found = key === '' ? 'is empty' : 'holds more than one word of printable ASCII';
  throw new LocalError(
    'data-folder-damaged',
    `${join(folder.path, FILE)} ${found}; put the key back, or delete the file: cords must then be told the new key`,
  );
}

/** Takes the same time for every wrong key; an empty key is nobody's. */
export function isSameKey(expected: string, found: string): boolean {
  if (expected === '') return false;
  return timingSafeEqual(digest(expected), digest(found));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
