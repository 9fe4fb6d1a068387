import type { DynamoDBStreamHandler } from 'aws-lambda';
import { ALERT_SETTINGS, THRESHOLDS, unpackThresholds, type AlertSettings } from './alert-settings.js';
import { createSnsNotifier } from './sns-notifier.js';
import { announceChanges } from './announce-changes.js';

const { topicArn = '' } = JSON.parse(process.env[ALERT_SETTINGS] ?? '') as AlertSettings;
const thresholds = unpackThresholds(process.env[THRESHOLDS] ?? '');
const notifier = createSnsNotifier(topicArn);

/** Lambda behind the stream of states: every change that a step brought becomes one notification. */
export const handler: DynamoDBStreamHandler = ({ Records }) => announceChanges(Records, thresholds, notifier);
