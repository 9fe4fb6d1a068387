import { sweepAlerts } from '@cord/fleet';
import type { Context } from 'aws-lambda';
import { ALERT_SETTINGS, THRESHOLDS, unpackThresholds, type AlertSettings } from './alert-settings.js';
import { createDynamoAlertStore, createDynamoSweepProgress } from './dynamo-alert-store.js';
import { reportFailures } from '../shared/report-failures.js';

const { tableName = '' } = JSON.parse(process.env[ALERT_SETTINGS] ?? '') as AlertSettings;
const thresholds = unpackThresholds(process.env[THRESHOLDS] ?? '');
const alerts = createDynamoAlertStore(tableName);
const progress = createDynamoSweepProgress(tableName);

/** Units: milliseconds. What is left of the function's time when it stops judging and writes down where. */
const RESERVE_MS = 10_000;

/**
 * Lambda behind the clock: alerts that wait for time, not for a message, move on. What does not fit into one run is the next
 * one's beginning.
 */
export const handler = async (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> => {
  const { failures, stoppedAt } = await sweepAlerts(thresholds, alerts, {
    nowMs: Date.now(),
    after: await progress.readPlace(),
    isTimeOver: () => context.getRemainingTimeInMillis() < RESERVE_MS,
  });
  await progress.writePlace(stoppedAt);
  reportFailures('alert not judged', failures);
};
