import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Notification, Notifier } from '@cord/fleet';
import { awsClientOptions } from '../shared/aws-client-options.js';

/** SNS refuses a longer subject. Source: Amazon SNS API reference, Publish. */
const MAX_SUBJECT = 100;

/** Hands notifications to an SNS topic, whose subscribers get them by e-mail, text message or HTTPS, and may filter by attributes. */
export class SnsNotifier implements Notifier {
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
  return new SnsNotifier(new SNSClient(awsClientOptions), topicArn);
}
