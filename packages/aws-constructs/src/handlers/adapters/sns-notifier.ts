import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

/** What people are told. Attributes are what a subscriber's filter policy may choose by. */
export interface Notification {
  subject: string;
  text: string;
  attributes: Readonly<Record<'thresholdId' | 'thingName' | 'severity' | 'change', string>>;
}

/** SNS refuses a longer subject. Source: Amazon SNS API reference, Publish. */
const MAX_SUBJECT = 100;

/** Hands notifications to an SNS topic, whose subscribers get them by e-mail, text message or HTTPS. */
export class SnsNotifier {
  readonly #client: SNSClient;
  readonly #topicArn: string;

  constructor(client: SNSClient, topicArn: string) {
    this.#client = client;
    this.#topicArn = topicArn;
  }

  async notify({ subject, text, attributes }: Notification): Promise<void> {
    const formatted = Object.entries(attributes).map(([name, value]) => {
      return [name, { DataType: 'String', StringValue: value }] as const;
    });
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topicArn,
        // Printable ASCII only, or SNS refuses the whole message.
        Subject: subject.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, MAX_SUBJECT),
        Message: text,
        MessageAttributes: Object.fromEntries(formatted),
      }),
    );
  }
}

/** The notifier of the region that the function runs in. */
export function createSnsNotifier(topicArn: string): SnsNotifier {
  return new SnsNotifier(new SNSClient({}), topicArn);
}
