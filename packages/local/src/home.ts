import { resolve } from 'node:path';
import type { Clock, CordConfig, Ids } from '@cord/fleet';
import type { Factory, KeyedCertificate } from '@cord/device';
import { readOrCreateApiKey } from './http/api-key.js';
import { readOrCreateAuthority } from './pki/certificate-authority.js';
import { readOrCreateFactory } from './pki/factory.js';
import { DataFolder } from './data-folder.js';
import { formatDamage } from './stores/heart/open-heart.js';
import { openStores, type Stores } from './stores/stores.js';
import { formatFailure } from './view/format-failure.js';
import { EventStream } from './view/event-stream.js';

/** What the parts of one backend have in common: its data folder, what lies in it, and what tells time and chance. */
export interface Home {
  config: CordConfig;
  folder: DataFolder;
  stores: Stores;
  apiKey: string;
  authority: KeyedCertificate;
  factory: Factory;
  events: EventStream;
  clock: Clock;
  ids: Ids;
  /** What people should know of how it was opened, and of what was found since. */
  notices: string[];
  startedAt: Date;
  /** Of this run: tells this backend from another that has its address later. */
  instanceId: string;
  /** Tells a failure that no device and no caller is to blame for. */
  onFailure: (error: unknown) => void;
}

/**
 * Opens the data folder, making what it lacks.
 *
 * Throws: `LocalError` `data-folder-…`, whichever file is not as it should be; nothing stays open then.
 */
export async function openHome(
  config: CordConfig,
  { dataDir, clock, ids }: { dataDir?: string | undefined; clock: Clock; ids: Ids },
): Promise<Home> {
  const startedAt = new Date(clock.nowMs());
  const folder = new DataFolder(resolve(dataDir ?? config.local.dataDir));
  await folder.create();
  // First: it turns a second backend on this folder away before that one could make keys of its own.
  const { heartFolder: path, headFile } = folder;
  const stores = await openStores({ path, headFile, thresholds: config.thresholds, clock });
  try {
    const [apiKey, authority, factory] = await Promise.all([
      readOrCreateApiKey(folder),
      readOrCreateAuthority(folder, startedAt),
      readOrCreateFactory(folder, startedAt),
    ]);
    const events = new EventStream();
    const notices = stores.damage === undefined ? [] : [formatDamage(path, stores.damage)];
    const onFailure = (error: unknown) =>
      events.emit({ atMs: clock.nowMs(), type: 'backend-failed', message: formatFailure(error) });
    const run = { startedAt, instanceId: ids.nextId(), onFailure };
    return { config, folder, stores, apiKey, authority, factory, events, clock, ids, notices, ...run };
  } catch (error) {
    await stores.close();
    throw error;
  }
}
