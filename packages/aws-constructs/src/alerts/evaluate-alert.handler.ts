import { takeSample } from '@cord/fleet';
import type { Handler } from 'aws-lambda';
import { ALERT_SETTINGS, THRESHOLDS, unpackThresholds, type AlertSettings } from './alert-settings.js';
import { createDynamoAlertStore } from './dynamo-alert-store.js';

/** Output of a threshold's statements: the device's message, which threshold it is a sample of, and when it arrived. */
type SampleMessage = Readonly<Record<string, unknown>> & { threshold_id: string; received_at: number };

const { tableName = '' } = JSON.parse(process.env[ALERT_SETTINGS] ?? '') as AlertSettings;
const thresholds = unpackThresholds(process.env[THRESHOLDS] ?? '');
const alerts = createDynamoAlertStore(tableName);

/** Lambda behind the threshold rules: one sample, one step of its threshold's state. What it throws, Lambda tries again. */
export const handler: Handler<SampleMessage, void> = async (message) => {
  const threshold = thresholds.find(({ id }) => id === message.threshold_id);
  if (threshold === undefined) throw new Error(`no threshold '${message.threshold_id}' in this deployment`);
  await takeSample({ threshold, output: message, nowMs: Date.now() }, alerts);
};
