import type { Handler } from 'aws-lambda';
import { ALERT_SETTINGS, THRESHOLDS, unpackThresholds, type AlertSettings } from './alert-settings.js';
import { createSnsNotifier } from './sns-notifier.js';
import { formatBreach, type BreachMessage } from './breach-notification.js';

const { topicArn = '' } = JSON.parse(process.env[ALERT_SETTINGS] ?? '') as AlertSettings;
const thresholds = unpackThresholds(process.env[THRESHOLDS] ?? '');
const notifier = createSnsNotifier(topicArn);

/** Lambda behind the breach rules that keep no state: one message in breach, one notification. */
export const handler: Handler<BreachMessage, void> = async (message) => {
  const threshold = thresholds.find(({ id }) => id === message.threshold_id);
  if (threshold === undefined) throw new Error(`no threshold '${message.threshold_id}' in this deployment`);
  await notifier.notify(formatBreach(message, threshold, Date.now()));
};
