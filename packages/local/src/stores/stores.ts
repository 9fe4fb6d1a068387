import type {
  AlertHistory,
  AlertStore,
  DeviceDirectory,
  DeviceRegistry,
  TelemetryHistory,
  TelemetryStore,
} from '@cord/fleet';
import { toDatabaseError } from './database-error.js';
import { DuckDbAlertStore } from './duckdb-alert-store.js';
import { openDatabase, type OpenDatabaseOptions } from './duckdb-database.js';
import { DuckDbDeviceRegistry } from './duckdb-device-registry.js';
import { DuckDbTelemetryStore } from './duckdb-telemetry-store.js';
import { LastKeptFile, rememberLastKept } from './last-kept.js';

/** Everything the backend keeps, by the ports that the fleet has for it. */
export interface Stores {
  registry: DeviceRegistry & DeviceDirectory;
  telemetry: TelemetryStore & TelemetryHistory;
  alerts: AlertStore & AlertHistory;
  close(): void;
}

export interface OpenStoresOptions extends OpenDatabaseOptions {
  /** Remembers the message that was kept last. @default none does */
  lastKeptFile?: string;
}

/** Opens one database file for all of them. Throws: `LocalError` as {@link openDatabase} does; nothing stays open then. */
export async function openStores(file: string, options: OpenStoresOptions = {}): Promise<Stores> {
  const database = await openDatabase(file, options);
  const opened: { close(): void }[] = [{ close: () => database.closeSync() }];
  const close = () => {
    for (const each of opened.splice(0).toReversed()) each.close();
  };
  const keep = <Store extends { close(): void }>(store: Store): Store => {
    opened.push(store);
    return store;
  };
  try {
    const telemetry = keep(await DuckDbTelemetryStore.open(database));
    return {
      registry: keep(await DuckDbDeviceRegistry.open(database)),
      telemetry:
        options.lastKeptFile === undefined
          ? telemetry
          : rememberLastKept(telemetry, keep(new LastKeptFile(options.lastKeptFile))),
      alerts: keep(await DuckDbAlertStore.open(database)),
      close,
    };
  } catch (error) {
    close();
    throw toDatabaseError(file, error);
  }
}
