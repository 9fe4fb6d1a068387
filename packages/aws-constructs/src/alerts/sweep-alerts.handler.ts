import { sweepAlerts } from '@cord/fleet';
import { ALERT_SETTINGS, THRESHOLDS, unpackThresholds, type AlertSettings } from './alert-settings.js';
import { createDynamoAlertStore } from './dynamo-alert-store.js';

const { tableName = '' } = JSON.parse(process.env[ALERT_SETTINGS] ?? '') as AlertSettings;
const thresholds = unpackThresholds(process.env[THRESHOLDS] ?? '');
const alerts = createDynamoAlertStore(tableName);

/** Lambda behind the clock: alerts that wait for time, not for a message, move on. */
export const handler = async (): Promise<void> => {
  await sweepAlerts(thresholds, alerts, Date.now());
};
