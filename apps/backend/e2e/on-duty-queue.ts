import { SubscribeCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** A subscriber of a topic, that reads what it is told one by one. */
export class OnDutyQueue {
  readonly #sqs = new SQSClient({});
  #url = '';

  async subscribeTo(topicArn: string): Promise<void> {
    const { QueueUrl = '' } = await this.#sqs.send(new CreateQueueCommand({ QueueName: 'on-duty' }));
    this.#url = QueueUrl;
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await new SNSClient({}).send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: 'sqs',
        Endpoint: Attributes?.['QueueArn'],
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
  }

  /** The next message; empty where none comes within 20 s. */
  async receive(): Promise<string> {
    const command = new ReceiveMessageCommand({ QueueUrl: this.#url, WaitTimeSeconds: 20, MaxNumberOfMessages: 1 });
    const { Messages = [] } = await this.#sqs.send(command);
    return Messages[0]?.Body ?? '';
  }
}

/** How many messages lie in each queue of the stack; the stack has dead-letter queues alone. */
export async function countDeadLetters(): Promise<readonly number[]> {
  const sqs = new SQSClient({});
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'Cord-dev' }));
  return Promise.all(
    QueueUrls.map(async (QueueUrl) => {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
      return Number(Attributes?.['ApproximateNumberOfMessages']);
    }),
  );
}
