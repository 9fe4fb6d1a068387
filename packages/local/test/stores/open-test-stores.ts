import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock/system-clock.js';
import { openStores, type OpenStoresOptions, type Stores } from '../../src/stores/stores.js';

/** Folders for stores, and whatever is open in them: all gone with `clear`. */
export class TestStores {
  readonly #folders: string[] = [];
  readonly #opened: Stores[] = [];

  async createFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'cord-stores-'));
    this.#folders.push(folder);
    return folder;
  }

  /** In a folder of their own where none is named. */
  async open(folder?: string, options: Partial<OpenStoresOptions> = {}): Promise<Stores> {
    const path = folder ?? (await this.createFolder());
    const stores = await openStores({
      path: join(path, 'heart'),
      headFile: join(path, 'heart.head'),
      thresholds: [],
      clock: systemClock,
      ...options,
    });
    this.#opened.push(stores);
    return stores;
  }

  async clear(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((stores) => stores.close()));
    await Promise.all(this.#folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  }
}
