import type { Threshold } from '@cord/rules';

/** What a notification says of a threshold. */
export type AnnouncedThreshold = Pick<Threshold, 'id' | 'severity' | 'metric' | 'above' | 'below'>;

/** What the construct tells its handler. Shape: JSON in the environment variable {@link ALERT_SETTINGS}. */
export interface AlertSettings {
  topicArn: string;
  thresholds: readonly AnnouncedThreshold[];
}

export const ALERT_SETTINGS = 'CORD_ALERTS';
