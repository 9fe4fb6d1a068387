import { join } from 'node:path';
import { LocalError } from './errors.js';
import type { DataFolder } from './data-folder.js';

export interface KeptJson<Value> {
  /** Its file in the data folder. */
  name: string;
  create: () => Promise<Value>;
  /** Throws where the content is not what it should be. */
  check: (content: Value) => void;
  /** What follows where the file is deleted, so that it is made anew. */
  onceDeleted: string;
}

/**
 * What a file holds as JSON, or what `create` gives on first use, which is then kept for good.
 *
 * Throws: `LocalError` `data-folder-damaged` where the file does not hold what it should: it is never made anew unasked.
 */
export async function readOrCreateJson<Value>(folder: DataFolder, kept: KeptJson<Value>): Promise<Value> {
  const text = await folder.readOrCreate(kept.name, async () => JSON.stringify(await kept.create()));
  try {
    const content = JSON.parse(text) as Value;
    kept.check(content);
    return content;
  } catch (cause) {
    // Not what the parser says: it quotes the file, and the file holds keys.
    const found = text.trim() === '' ? 'is empty' : 'does not hold what this backend wrote';
    throw new LocalError(
      'data-folder-damaged',
      `${join(folder.path, kept.name)} ${found}; put a copy of it back, or delete it: ${kept.onceDeleted}`,
      { cause },
    );
  }
}
