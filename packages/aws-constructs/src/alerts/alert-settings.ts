import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Threshold } from '@cord/rules';

/** What the construct tells its handlers. Shape: JSON in the environment variable {@link ALERT_SETTINGS}. */
export interface AlertSettings {
  /** Of the topic that notifies. */
  topicArn?: string;
  /** Of the queue for what cannot be told. */
  deadLetterUrl?: string;
  /** Of the table that keeps states. */
  tableName?: string;
}

export const ALERT_SETTINGS = 'CORD_ALERTS';

/** The attribute of a state's item that holds what its step had to say; the stream's filter looks for it. */
export const CHANGE_ATTRIBUTE = 'change';

/** The environment variable that holds {@link packThresholds}. */
export const THRESHOLDS = 'CORD_THRESHOLDS';

/** Thresholds as text for the environment of a function, where all together must fit into 4 kB. Shape: base64 of deflated JSON. */
export function packThresholds(thresholds: readonly Threshold[]): string {
  return deflateRawSync(JSON.stringify(thresholds), { level: 9 }).toString('base64');
}

/** The thresholds that {@link packThresholds} wrote. */
export function unpackThresholds(text: string): readonly Threshold[] {
  return JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString()) as Threshold[];
}
