import type { Handler } from 'aws-lambda';
import { ALERT_SETTINGS, type AlertSettings } from '../alert-settings.js';
import { createSnsNotifier } from './adapters/sns-notifier.js';
import { describeBreach, type BreachMessage } from './describe-breach.js';

const { topicArn, thresholds } = JSON.parse(process.env[ALERT_SETTINGS] ?? '') as AlertSettings;
const notifier = createSnsNotifier(topicArn);

/** Lambda behind the threshold rules: one message in breach, one notification. What it throws, Lambda tries again. */
export const handler: Handler<BreachMessage, void> = async (message) => {
  const threshold = thresholds.find(({ id }) => id === message.threshold_id);
  if (threshold === undefined) throw new Error(`no threshold '${message.threshold_id}' in this deployment`);
  await notifier.notify(describeBreach(message, threshold, new Date()));
};
