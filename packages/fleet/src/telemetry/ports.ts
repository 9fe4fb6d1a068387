import type { Telemetry } from '../contract/telemetry.js';

/** Keeps telemetry; `append` returns once the messages would survive a crash. */
export interface TelemetryStore {
  append(messages: readonly Telemetry[]): Promise<void>;
  /** Removes what arrived earlier. */
  removeBefore(beforeMs: number): Promise<void>;
}

/** What has been kept. */
export interface TelemetryHistory {
  /** The newest message of every thing that has one. */
  latest(): Promise<readonly Telemetry[]>;
  /** The newest `limit` messages of one thing since a time, inclusive; oldest first. */
  read(query: { thingName: string; sinceMs: number; limit: number }): Promise<readonly Telemetry[]>;
}
