import type { DynamoDBStreamHandler } from 'aws-lambda';
import { ALERT_SETTINGS, THRESHOLDS, unpackThresholds, type AlertSettings } from './alert-settings.js';
import { announceChanges } from './announce-changes.js';
import { createSnsNotifier } from './sns-notifier.js';
import { createSqsDeadLetters } from './sqs-dead-letters.js';

const { topicArn = '', deadLetterUrl = '' } = JSON.parse(process.env[ALERT_SETTINGS] ?? '') as AlertSettings;
const announcing = {
  thresholds: unpackThresholds(process.env[THRESHOLDS] ?? ''),
  notifier: createSnsNotifier(topicArn),
  deadLetters: createSqsDeadLetters(deadLetterUrl),
};

/** Lambda behind the stream of states: every change that a step brought becomes one notification. */
export const handler: DynamoDBStreamHandler = ({ Records }) => announceChanges(Records, announcing);
