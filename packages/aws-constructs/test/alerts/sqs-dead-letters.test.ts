import type { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SqsDeadLetters } from '../../src/alerts/sqs-dead-letters.js';

describe('SqsDeadLetters', () => {
  it('keeps the whole item, with the reason beside it', async () => {
    const sent: unknown[] = [];
    const client = { send: async ({ input }: SendMessageCommand) => void sent.push(input) } as unknown as SQSClient;
    await new SqsDeadLetters(client, 'https://sqs/queue').put('{"thresholdId":"load-on"}', '');
    await new SqsDeadLetters(client, 'https://sqs/queue').put('{}', 'x'.repeat(5000));
    expect(sent).toEqual([
      {
        QueueUrl: 'https://sqs/queue',
        MessageBody: '{"thresholdId":"load-on"}',
        MessageAttributes: { reason: { DataType: 'String', StringValue: 'unknown' } },
      },
      expect.objectContaining({ MessageAttributes: { reason: { DataType: 'String', StringValue: 'x'.repeat(1000) } } }),
    ]);
  });
});
