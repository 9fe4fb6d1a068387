import type { DuckDbTelemetryStore } from './telemetry-store.js';

const DAY_MS = 86_400_000;
const SWEEP_EVERY_MS = 3_600_000;

/** Removes telemetry older than `retentionDays`, now and once an hour. Returns what ends it. */
export function startRetention(
  store: DuckDbTelemetryStore,
  retentionDays: number,
  onFailure: (error: unknown) => void,
): () => void {
  const sweep = () => void store.removeBefore(Date.now() - retentionDays * DAY_MS).catch(onFailure);
  sweep();
  const timer = setInterval(sweep, SWEEP_EVERY_MS);
  return () => clearInterval(timer);
}
