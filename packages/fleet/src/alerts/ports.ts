import type { AlertState } from '@cord/rules';
import type { Alert, AlertChange } from './alert.js';

/** Keeps the state of each (threshold, thing) between samples and over restarts. */
export interface AlertStore {
  readState(thresholdId: string, thingName: string): Promise<AlertState | undefined>;
  /**
   * Writes the new state and, where one came of it, what changed with the alert's record: all or nothing. False, and nothing
   * is written, when the state is no longer `previous`.
   */
  write(step: AlertStateChange): Promise<boolean>;
  /** Every thing that has a state under this threshold. */
  listThings(thresholdId: string): Promise<readonly string[]>;
}

export interface AlertStateChange {
  thresholdId: string;
  thingName: string;
  /** As it was read; `undefined` when there was none. */
  previous: AlertState | undefined;
  state: AlertState;
  /** What the step itself said is worth telling: whoever tells it later reads it here and derives nothing again. */
  change?: AlertChange;
}

/** One state of one threshold; a sweep goes through them in the order of threshold and thing. */
export interface SweepPlace {
  readonly thresholdId: string;
  readonly thingName: string;
}

/** Remembers between two sweeps where the first ran out of time. */
export interface SweepProgress {
  /** `undefined` where the last sweep came to its end, or there was none. */
  readPlace(): Promise<SweepPlace | undefined>;
  writePlace(place: SweepPlace | undefined): Promise<void>;
}

/** Records of alerts, open and cleared. */
export interface AlertHistory {
  /** Newest first. */
  newest(limit: number): Promise<readonly Alert[]>;
}

/** Brings a notification to people. */
export interface Notifier {
  notify(notification: Notification): Promise<void>;
}

/** What people are told. Shape: `subject` at most 100 printable ASCII characters, `text` any. */
export interface Notification {
  subject: string;
  text: string;
  /** What subscribers may filter by. */
  attributes: Readonly<Record<string, string>>;
}
