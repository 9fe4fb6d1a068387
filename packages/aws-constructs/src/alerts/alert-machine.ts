import type { Threshold } from '@cord/rules';
import { Duration } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALERT_SETTINGS, CHANGE_ATTRIBUTE, packThresholds, THRESHOLDS, type AlertSettings } from './alert-settings.js';
import { HandlerFunction } from '../shared/handler-function.js';
import { acknowledge } from '../shared/acknowledge.js';
import { MinutelySchedule } from '../shared/minutely-schedule.js';

interface AlertMachineProps {
  readonly thresholds: readonly Threshold[];
  readonly topic: Topic;
  readonly deadLetterQueue: Queue;
  readonly logRetention?: RetentionDays;
}

/**
 * What remembers how each thing stands with each threshold: a table of states that samples and the clock step forward, and
 * a function behind the table's stream that tells what came of it. Whatever was written is told, even when telling fails
 * for hours.
 */
export class AlertMachine extends Construct {
  readonly table: Table;
  /** Takes samples from the rules. */
  readonly evaluator: HandlerFunction;
  /** Lets time pass. */
  readonly sweeper: HandlerFunction;
  /** Tells. */
  readonly announcer: HandlerFunction;

  constructor(scope: Construct, id: string, props: AlertMachineProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      stream: StreamViewType.NEW_IMAGE,
    });
    this.evaluator = this.#createHandler('evaluate-alert', 'Steps the state of a threshold by one sample', props);
    this.sweeper = this.#createHandler('sweep-alerts', 'Steps the states that wait for time', props);
    this.announcer = this.#createHandler('announce-alert', 'Notifies of alerts raised, repeated and cleared', props);
    for (const { function: each } of [this.evaluator, this.sweeper]) {
      each.addToRolePolicy(
        new PolicyStatement({
          actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
          resources: [this.table.tableArn],
        }),
      );
    }
    new MinutelySchedule(this, 'Sweep', {
      target: this.sweeper.function,
      description: 'Alerts that wait for time move on',
    });
    this.#announce(props);
  }

  #createHandler(handlerName: string, description: string, props: AlertMachineProps): HandlerFunction {
    const isAnnouncer = handlerName === 'announce-alert';
    const settings: AlertSettings = isAnnouncer
      ? { topicArn: props.topic.topicArn, deadLetterUrl: props.deadLetterQueue.queueUrl }
      : { tableName: this.table.tableName };
    return new HandlerFunction(this, handlerName, {
      handlerName,
      description,
      settings: { variable: ALERT_SETTINGS, value: settings },
      environment: { [THRESHOLDS]: packThresholds(props.thresholds) },
      memorySize: 256,
      timeout: Duration.seconds(handlerName === 'sweep-alerts' ? 60 : 15),
      logRetention: props.logRetention,
      // The clock comes again by itself: tried again, one long sweep would be three.
      ...(handlerName === 'sweep-alerts' && { retryAttempts: 0 }),
      // The stream has a queue of its own.
      ...(handlerName === 'evaluate-alert' && { onFailure: new SqsDestination(props.deadLetterQueue) }),
    });
  }

  #announce({ topic, deadLetterQueue }: AlertMachineProps): void {
    topic.grantPublish(this.announcer.function);
    deadLetterQueue.grantSendMessages(this.announcer.function);
    this.announcer.function.addEventSource(
      new DynamoEventSource(this.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        filters: [
          FilterCriteria.filter({ dynamodb: { NewImage: { [CHANGE_ATTRIBUTE]: { S: FilterRule.exists() } } } }),
        ],
        batchSize: 10,
        reportBatchItemFailures: true,
        maxRecordAge: Duration.hours(12),
        onFailure: new SqsDlq(deadLetterQueue),
      }),
    );
    acknowledge(this.announcer, {
      'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]':
        'what SNS asks for to publish encrypted, on the key of this topic only',
      'AwsSolutions-IAM5[Resource::*]': 'ListStreams knows no resource',
    });
  }
}
