import { DuckDbAlertStore } from './alert-store.js';
import { openDatabase } from './database.js';
import { DuckDbDeviceRegistry } from './device-registry.js';
import { DuckDbTelemetryStore } from './telemetry-store.js';

/** Everything the backend keeps, in one database file. */
export interface Stores {
  registry: DuckDbDeviceRegistry;
  telemetry: DuckDbTelemetryStore;
  alerts: DuckDbAlertStore;
  close(): void;
}

/** Throws: `LocalError` as {@link openDatabase} does. */
export async function openStores(file: string): Promise<Stores> {
  const database = await openDatabase(file);
  const registry = await DuckDbDeviceRegistry.open(database);
  const telemetry = await DuckDbTelemetryStore.open(database);
  const alerts = await DuckDbAlertStore.open(database);
  return {
    registry,
    telemetry,
    alerts,
    close: () => {
      for (const store of [registry, telemetry, alerts]) store.close();
      database.closeSync();
    },
  };
}
