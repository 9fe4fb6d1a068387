import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { describeNotifierContract } from '@cord/testing';
import { SnsNotifier } from '../../src/alerts/sns-notifier.js';

describeNotifierContract('SnsNotifier', () => {
  const published: PublishCommand['input'][] = [];
  const client = { send: async ({ input }: PublishCommand) => void published.push(input) } as unknown as SNSClient;
  const received = () =>
    published.map(({ Subject = '', Message = '', MessageAttributes = {} }) => {
      const named = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
      return { subject: Subject, text: Message, attributes: Object.fromEntries(named) as Record<string, string> };
    });
  return { notifier: new SnsNotifier(client, 'arn:aws:sns:eu-west-1:123456789012:alerts'), received };
});

const attributes = {
  thresholdId: 'load-on',
  thingName: 'CS-CORD-DK-01',
  severity: 'warning',
  change: 'raised',
};

describe('SnsNotifier', () => {
  const sent: PublishCommand['input'][] = [];
  const client = {
    send: async (command: PublishCommand) => void sent.push(command.input),
  } as unknown as SNSClient;
  const notifier = new SnsNotifier(client, 'arn:aws:sns:eu-west-1:123456789012:alerts');

  beforeEach(() => void sent.splice(0));

  it('publishes the text with what subscribers filter by', async () => {
    await notifier.notify({ subject: 'watts above 5', text: 'CS-CORD-DK-01 draws 6.2 W', attributes });
    expect(sent).toEqual([
      {
        TopicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
        Subject: 'watts above 5',
        Message: 'CS-CORD-DK-01 draws 6.2 W',
        MessageAttributes: {
          thresholdId: { DataType: 'String', StringValue: 'load-on' },
          thingName: { DataType: 'String', StringValue: 'CS-CORD-DK-01' },
          severity: { DataType: 'String', StringValue: 'warning' },
          change: { DataType: 'String', StringValue: 'raised' },
        },
      },
    ]);
  });

  it('writes a subject that SNS takes: one line of ASCII, at most 100 characters', async () => {
    await notifier.notify({ subject: `überlast\n${'x'.repeat(200)}`, text: 'x', attributes });
    expect(sent[0]?.Subject).toMatch(/^[ -~]{1,100}$/);
  });

  it('passes a failure of SNS on, so that Lambda tries again', async () => {
    const failing = { send: async () => Promise.reject(new Error('KMS is away')) } as unknown as SNSClient;
    await expect(new SnsNotifier(failing, 'arn').notify({ subject: 's', text: 't', attributes })).rejects.toThrow(
      'KMS is away',
    );
  });
});
