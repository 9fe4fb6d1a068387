import type { Telemetry } from '../contract/telemetry.js';
import { parseTelemetry } from '../contract/telemetry-row.js';
import type { TelemetryStore } from './ports.js';

/**
 * Keeps one message that the ingestion statement let through; returns it once it would survive a crash.
 *
 * Throws: `FleetError` `invalid-telemetry`; what the store throws.
 */
export async function ingestTelemetry(output: unknown, store: Pick<TelemetryStore, 'append'>): Promise<Telemetry> {
  const telemetry = parseTelemetry(output);
  await store.append([telemetry]);
  return telemetry;
}
