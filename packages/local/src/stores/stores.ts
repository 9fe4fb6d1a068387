import type {
  AlertHistory,
  AlertStore,
  DeviceDirectory,
  DeviceRegistry,
  TelemetryHistory,
  TelemetryStore,
} from '@cord/fleet';
import { DuckDbAlertStore } from './duckdb-alert-store.js';
import { openDatabase } from './duckdb-database.js';
import { DuckDbDeviceRegistry } from './duckdb-device-registry.js';
import { DuckDbTelemetryStore } from './duckdb-telemetry-store.js';

/** Everything the backend keeps, by the ports that the fleet has for it. */
export interface Stores {
  registry: DeviceRegistry & DeviceDirectory;
  telemetry: TelemetryStore & TelemetryHistory;
  alerts: AlertStore & AlertHistory;
  close(): void;
}

/** Opens one database file for all of them. Throws: `LocalError` as {@link openDatabase} does. */
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
