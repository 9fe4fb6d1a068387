import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientOptions } from '../shared/aws-client-options.js';
import type { DeadLetters } from './announce-changes.js';

/** The queue for what no try can bring to its end; whoever empties it finds the whole item and the reason. */
export class SqsDeadLetters implements DeadLetters {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async put(item: string, reason: string): Promise<void> {
    const MessageAttributes = { reason: { DataType: 'String', StringValue: reason.slice(0, 1000) || 'unknown' } };
    await this.#client.send(new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody: item, MessageAttributes }));
  }
}

/** The queue in the region that the function runs in. */
export function createSqsDeadLetters(queueUrl: string): SqsDeadLetters {
  return new SqsDeadLetters(new SQSClient(awsClientOptions), queueUrl);
}
