import { announceAlert, type AlertChange, type Notifier } from '@cord/fleet';
import type { Threshold } from '@cord/rules';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { CHANGE_ATTRIBUTE } from './alert-settings.js';

/**
 * Announces every change among the stream's records, in their order. It starts from what was written, so that a notification
 * which failed is sent again and none is lost between writing and telling.
 */
export async function announceChanges(
  records: readonly DynamoDBRecord[],
  thresholds: readonly Threshold[],
  notifier: Notifier,
): Promise<DynamoDBBatchResponse> {
  for (const { dynamodb } of records) {
    const text = dynamodb?.NewImage?.[CHANGE_ATTRIBUTE]?.S;
    if (text === undefined) continue;
    try {
      await announceAlert(JSON.parse(text) as AlertChange, thresholds, notifier);
    } catch (error) {
      console.error({ message: 'notification failed', error });
      // The stream keeps its order: this record and those after it come again.
      return { batchItemFailures: [{ itemIdentifier: dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}
