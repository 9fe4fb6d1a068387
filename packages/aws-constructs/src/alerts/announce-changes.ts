import { announceAlert, type AlertChange, type Notifier } from '@cord/fleet';
import type { Threshold } from '@cord/rules';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { CHANGE_ATTRIBUTE } from './alert-settings.js';

/** Keeps what no try can bring to its end. */
export interface DeadLetters {
  put(item: string, reason: string): Promise<void>;
}

/** What announcing needs. */
export interface Announcing {
  readonly thresholds: readonly Threshold[];
  readonly notifier: Notifier;
  readonly deadLetters: DeadLetters;
}

/**
 * Errors that the next try would meet again, for they lie in the notification: SNS refuses it, or it cannot be read or put into
 * words. All others, a lack of permission included, may pass. Source: Amazon SNS API reference, Publish, Errors.
 */
const FINAL_ERRORS: ReadonlySet<string> = new Set([
  'InvalidParameter',
  'InvalidParameterException',
  'InvalidParameterValue',
  'InvalidParameterValueException',
  'ValidationException',
  'SyntaxError',
  'TypeError',
  'RangeError',
]);

/**
 * Announces every change among the stream's records, in their order. It starts from what was written, so that a notification
 * which failed is sent again and none is lost between writing and telling. While the service is away, the stream waits; a
 * notification that is refused for what it is goes to the dead letters and holds up no other.
 */
export async function announceChanges(
  records: readonly DynamoDBRecord[],
  { thresholds, notifier, deadLetters }: Announcing,
): Promise<DynamoDBBatchResponse> {
  for (const { dynamodb } of records) {
    const text = dynamodb?.NewImage?.[CHANGE_ATTRIBUTE]?.S;
    if (text === undefined) continue;
    try {
      await announceAlert(JSON.parse(text) as AlertChange, thresholds, notifier);
    } catch (error) {
      console.error({ message: 'notification failed', change: text, error });
      const isKept = isFinal(error) && (await keep(text, error, deadLetters));
      // The stream keeps its order: this record and those after it come again.
      if (!isKept) return { batchItemFailures: [{ itemIdentifier: dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}

function isFinal(error: unknown): boolean {
  return error instanceof Error && FINAL_ERRORS.has(error.name);
}

async function keep(item: string, reason: unknown, deadLetters: DeadLetters): Promise<boolean> {
  try {
    await deadLetters.put(item, reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason));
    return true;
  } catch (error) {
    console.error({ message: 'dead letter not kept', error });
    return false;
  }
}
