import { thresholdStatements, type Threshold } from '@cord/rules';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SmsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALERT_SETTINGS, type AlertSettings } from './alert-settings.js';
import { AwsConstructError } from './errors.js';
import { HandlerFunction } from './handler-function.js';
import { IotRule } from './iot-rule.js';
import { invokeFunction } from './iot-rule-action.js';
import { acknowledge } from './private/acknowledge.js';
import { createDeadLetterQueue } from './private/dead-letter-queue.js';

export interface ThresholdAlertsProps {
  /** Each becomes one topic rule. Made by `defineThreshold` of @cord/rules. */
  readonly thresholds: readonly Threshold[];
  /** Where devices publish their metrics. @default 'iot8020/+/metrics' */
  readonly topicFilter?: string;
  /** Addresses that get notifications once they have confirmed. @default none */
  readonly emails?: readonly string[];
  /** Shape: E.164, `+14255550100`. @default none */
  readonly phoneNumbers?: readonly string[];
  /** Of the function's log. @default one month */
  readonly logRetention?: RetentionDays;
}

/**
 * Thresholds to notifications: topic rules find the messages in breach, a function puts each into words, an encrypted SNS
 * topic delivers it. It keeps no state: every message in breach is one notification.
 *
 * Throws: `AwsConstructError` `threshold-twice`, `statement-invalid`, `settings-too-large` (more than about forty
 * thresholds).
 */
export class ThresholdAlerts extends Construct {
  readonly topic: Topic;
  readonly encryptionKey: Key;
  /** Messages that no rule action, or no run of the function, got delivered. */
  readonly deadLetterQueue: Queue;
  readonly handler: HandlerFunction;
  /** By threshold id. */
  readonly rules: ReadonlyMap<string, IotRule>;

  constructor(scope: Construct, id: string, props: ThresholdAlertsProps) {
    super(scope, id);
    this.encryptionKey = new Key(this, 'Key', {
      enableKeyRotation: true,
      description: 'Encrypts notifications of alerts',
      // Nothing at rest needs it once the topic is gone, and a key costs by the month.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Topic', {
      masterKey: this.encryptionKey,
      enforceSSL: true,
      displayName: 'Cord alerts',
    });
    for (const email of props.emails ?? []) this.topic.addSubscription(new EmailSubscription(email));
    for (const number of props.phoneNumbers ?? []) this.topic.addSubscription(new SmsSubscription(number));
    this.deadLetterQueue = createDeadLetterQueue(this, 'DeadLetters');
    this.handler = this.#createHandler(props);
    this.rules = this.#createRules(props);
  }

  #createHandler(props: ThresholdAlertsProps): HandlerFunction {
    const settings: AlertSettings = {
      topicArn: this.topic.topicArn,
      thresholds: props.thresholds.map(({ id, severity, metric, above, below }) => ({
        id,
        severity,
        metric,
        above,
        below,
      })),
    };
    const handler = new HandlerFunction(this, 'Handler', {
      handlerName: 'announce-breach',
      description: 'Notifies of messages that breach a threshold',
      settings: { variable: ALERT_SETTINGS, value: settings },
      memorySize: 256,
      timeout: Duration.seconds(15),
      logRetention: props.logRetention,
      onFailure: new SqsDestination(this.deadLetterQueue),
    });
    this.topic.grantPublish(handler.function);
    acknowledge(handler, {
      'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]':
        'what SNS asks for to publish encrypted, on the key of this topic only',
    });
    return handler;
  }

  #createRules(props: ThresholdAlertsProps): ReadonlyMap<string, IotRule> {
    const topicFilter = props.topicFilter ?? 'iot8020/+/metrics';
    const rules = new Map<string, IotRule>();
    for (const threshold of props.thresholds) {
      if (rules.has(threshold.id)) {
        throw new AwsConstructError(this, 'threshold-twice', `threshold '${threshold.id}' is declared twice`);
      }
      const { breach } = thresholdStatements(threshold, { topicFilter });
      const rule = new IotRule(this, `Rule-${threshold.id}`, {
        statement: breach,
        description: `Breach of threshold ${threshold.id}`,
        actions: [invokeFunction(this.handler.function)],
        deadLetterQueue: this.deadLetterQueue,
      });
      rules.set(threshold.id, rule);
    }
    return rules;
  }
}
