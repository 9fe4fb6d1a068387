/** What the construct tells its handler. Shape: JSON in the environment variable {@link ALERT_SETTINGS}. */
export interface AlertSettings {
  topicArn: string;
}

export const ALERT_SETTINGS = 'CORD_ALERTS';
