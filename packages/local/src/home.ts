import { resolve } from 'node:path';
import type { Clock, CordConfig, FleetView, Ids } from '@cord/fleet';
import type { Factory, KeyedCertificate } from '@cord/device';
import { readOrCreateApiKey } from './http/api-key.js';
import { readOrCreateAuthority } from './pki/certificate-authority.js';
import { readOrCreateFactory } from './pki/factory.js';
import { toDatabaseError } from './stores/database-error.js';
import { DataFolder } from './data-folder.js';
import { findLoss, readLastKept } from './stores/last-kept.js';
import { formatMigration, type Migration } from './stores/migrations/migrate-store.js';
import { openStores, type Stores } from './stores/stores.js';
import { formatFailure } from './view/format-failure.js';
import { EventStream } from './view/event-stream.js';
import { readView } from './view/read-view.js';

const DAY_MS = 86_400_000;

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
  /** What people should know of how it was opened. */
  notices: readonly string[];
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
  const notices: string[] = [];
  const onMigrated = (migration: Migration) => notices.push(formatMigration(folder.databaseFile, migration));
  const lastKept = await readLastKept(folder.lastKeptFile);
  const stores = await openStores(folder.databaseFile, { onMigrated, lastKeptFile: folder.lastKeptFile });
  try {
    const [apiKey, authority, factory] = await Promise.all([
      readOrCreateApiKey(folder),
      readOrCreateAuthority(folder, startedAt),
      readOrCreateFactory(folder, startedAt),
    ]);
    const events = new EventStream(await readKnownView(folder, stores));
    const oldestMs = startedAt.getTime() - config.retentionDays * DAY_MS;
    const loss = await findLoss(folder.databaseFile, { lastKept, history: stores.telemetry, oldestMs });
    if (loss !== undefined) notices.push(loss);
    const onFailure = (error: unknown) =>
      events.emit({ atMs: clock.nowMs(), type: 'backend-failed', message: formatFailure(error) });
    const run = { startedAt, instanceId: ids.nextId(), onFailure };
    return { config, folder, stores, apiKey, authority, factory, events, clock, ids, notices, ...run };
  } catch (error) {
    stores.close();
    throw error;
  }
}

/** The first to read what the database holds. */
async function readKnownView({ databaseFile }: DataFolder, stores: Stores): Promise<FleetView> {
  try {
    return await readView(stores);
  } catch (error) {
    throw toDatabaseError(databaseFile, error);
  }
}
