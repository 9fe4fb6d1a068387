import type { DynamoDBBatchResponse, DynamoDBStreamHandler } from 'aws-lambda';
import { ALERT_SETTINGS, THRESHOLDS, unpackThresholds, type AlertSettings } from '../alert-settings.js';
import { createSnsNotifier } from './adapters/sns-notifier.js';
import { readAlertNews } from './adapters/read-alert-news.js';
import { describeNews } from './describe-news.js';

const { topicArn = '' } = JSON.parse(process.env[ALERT_SETTINGS] ?? '') as AlertSettings;
const thresholds = unpackThresholds(process.env[THRESHOLDS] ?? '');
const notifier = createSnsNotifier(topicArn);

/**
 * Lambda behind the stream of states: every state that brought news becomes one notification. It starts from what was
 * written, so that a notification which failed is sent again and none is lost between the two.
 */
export const handler: DynamoDBStreamHandler = async ({ Records }): Promise<DynamoDBBatchResponse> => {
  for (const { dynamodb } of Records) {
    const news = readAlertNews(dynamodb?.NewImage);
    if (news === undefined) continue;
    try {
      await notifier.notify(
        describeNews(
          news,
          thresholds.find(({ id }) => id === news.thresholdId),
        ),
      );
    } catch (error) {
      console.error({ message: 'notification failed', error });
      // The stream keeps its order: this record and those after it come again.
      return { batchItemFailures: [{ itemIdentifier: dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
};
