import type { Alert, Telemetry, TelemetryBucket, TelemetryRange } from '@cord/fleet';
import type { AlertState } from '@cord/rules';
import type { LocalErrorCode } from '../../errors.js';
import type { KeptBatch } from '../../stores/heart/heart.js';
import type { LakeRefusalCode } from './lake-refusal.js';

/** What the backend orders and asks of the lake's process, and what comes of it. */
export interface LakeCalls {
  open: (options: OpenOrder) => { settledRows: number };
  takeBatches: (batches: readonly KeptBatch[]) => void;
  settle: (rows: number) => void;
  tidy: (nowMs: number, confirmedRows: number) => void;
  dropDays: (limits: RetentionLimits) => void;
  readRaw: (range: TelemetryRange, timeLimitMs: number) => Telemetry[];
  readBuckets: (range: TelemetryRange & { stepMs: number }, timeLimitMs: number) => TelemetryBucket[];
  query: (sql: string, limits: { limit: number; timeLimitMs: number }) => SqlAnswer;
  importDatabase: (file: string) => ImportedRecords;
  /** The newest message of each thing, for a heart that has never known it. */
  readLatest: () => Telemetry[];
  /** Every file that counts, into a folder of its own. */
  copyTo: (path: string) => void;
  close: () => void;
}

export interface OpenOrder {
  path: string;
  settledRows: number;
  isHeartWhole: boolean;
  isSuspect: boolean;
}

export interface LakeRequest {
  id: number;
  call: keyof LakeCalls;
  args: readonly unknown[];
}

export type LakeMessage =
  | { type: 'answer'; id: number; result: unknown }
  | { type: 'refusal'; id: number; code: LakeRefusalCode | LocalErrorCode; message: string }
  | { type: 'notice'; notice: string };

export interface RetentionLimits {
  /** Days before this one go: of messages, and of roll-ups. Shape: `2026-11-27`, UTC. */
  telemetryFrom: string;
  rollUpsFrom: string;
  /** Of all files; the oldest days of messages go beyond. */
  mostBytes: number;
  /** Never removed, whatever the bytes: it is not over. */
  today: string;
}

export interface SqlAnswer {
  columns: readonly string[];
  rows: readonly (readonly unknown[])[];
  /** There was more than the limit. */
  isCut: boolean;
}

/** What the database of an earlier version held besides messages; plain JSON. */
export interface ImportedRecords {
  messages: number;
  things: { thingName: string; attributes: Record<string, string>; createdAtMs: number; certificateIds: string[] }[];
  certificates: { certificateId: string; pem: string; isActive: boolean; hasPolicy: boolean; thingNames: string[] }[];
  alertStates: { thresholdId: string; thingName: string; state: AlertState }[];
  alerts: Alert[];
}
