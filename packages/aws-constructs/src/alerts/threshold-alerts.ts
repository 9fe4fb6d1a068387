import {
  cloudSchema,
  configDefaults,
  metricsTopicFilter,
  notificationsSchema,
  thresholdRules,
  type FleetRule,
} from '@cord/fleet';
import { SqlError, type Threshold } from '@cord/rules';
import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ServicePrincipal, type Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SmsSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as z from 'zod';
import { ALERT_SETTINGS, packThresholds, THRESHOLDS, type AlertSettings } from './alert-settings.js';
import { AwsConstructError } from '../errors.js';
import { HandlerFunction } from '../shared/handler-function.js';
import { createErrorRole, IotRule } from '../rules/iot-rule.js';
import { formatRuleArn, invokeFunction } from '../rules/iot-rule-action.js';
import { acknowledge } from '../shared/acknowledge.js';
import { checkProps } from '../shared/check-props.js';
import { AlertMachine } from './alert-machine.js';
import { createDeadLetterQueue } from '../shared/dead-letter-queue.js';

export interface ThresholdAlertsProps {
  /** Made by `defineThreshold` of @cord/rules. */
  readonly thresholds: readonly Threshold[];
  /**
   * What is remembered between messages. `stateful`: how each thing stands with each threshold, so that one breach is one
   * alert with its recovery, and `for`, `clearAt`, `cooldown`, `repeatEvery` and `noDataAfter` hold. `stateless`: nothing;
   * every message in breach is one notification, as in the 2021 Quick Start. @default 'stateful'
   */
  readonly mode?: 'stateful' | 'stateless';
  /** Where devices publish their metrics. @default 'iot8020/+/metrics' */
  readonly topicFilter?: string;
  /** Addresses that get notifications once they have confirmed. @default none */
  readonly emails?: readonly string[];
  /** Shape: E.164, `+14255550100`. @default none */
  readonly phoneNumbers?: readonly string[];
  /** HTTPS endpoints that get notifications once they have confirmed. @default none */
  readonly httpsUrls?: readonly string[];
  /** Of the functions' logs. @default one month */
  readonly logRetention?: RetentionDays;
}

const schemas = {
  ...notificationsSchema.shape,
  mode: cloudSchema.shape.alerting,
  topicFilter: z.string().refine(isTopicFilter, 'expected a topic filter, where + and # stand for whole levels'),
};

/**
 * Thresholds to notifications: topic rules find the samples of each threshold, functions judge them and put what came of it
 * into words, an encrypted SNS topic delivers it.
 *
 * Throws: `AwsConstructError` `prop-invalid`, `threshold-twice`, `statement-invalid`, `settings-too-large` (more than about a hundred
 * thresholds).
 */
export class ThresholdAlerts extends Construct {
  readonly topic: Topic;
  readonly encryptionKey: Key;
  /** Messages that no rule action, or no run of a function, got delivered. */
  readonly deadLetterQueue: Queue;
  /** Behind the rules. */
  readonly handler: HandlerFunction;
  /** All functions, by what they do. */
  readonly handlers: Readonly<Record<string, HandlerFunction>>;
  /** States and records of alerts; absent where nothing is remembered. */
  readonly table?: Table;
  /** By threshold id: what finds its breaches. */
  readonly rules: ReadonlyMap<string, IotRule>;
  /** By threshold id: what finds its recoveries; empty where nothing is remembered. */
  readonly recoveryRules: ReadonlyMap<string, IotRule>;
  readonly #rules = new Map<string, IotRule>();
  readonly #recoveryRules = new Map<string, IotRule>();
  readonly #ruleNamePrefix: string;
  readonly #errorRole: Role;

  constructor(scope: Construct, id: string, props: ThresholdAlertsProps) {
    super(scope, id);
    checkProps(this, props, { schemas });
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
    this.#subscribe(props);
    this.deadLetterQueue = createDeadLetterQueue(this, 'DeadLetters');
    if (props.mode === 'stateless') {
      this.handler = this.#createAnnouncer(props);
      this.handlers = { announcer: this.handler };
    } else {
      const { topic, deadLetterQueue } = this;
      const machine = new AlertMachine(this, 'Machine', { ...props, topic, deadLetterQueue });
      const { evaluator, sweeper, announcer } = machine;
      this.handler = evaluator;
      this.handlers = { evaluator, sweeper, announcer };
      this.table = machine.table;
    }
    this.#ruleNamePrefix = Names.uniqueResourceName(this, { maxLength: 50, separator: '_' });
    this.#errorRole = createErrorRole(this, 'ErrorRole', {
      queue: this.deadLetterQueue,
      ruleNames: `${this.#ruleNamePrefix}_*`,
    });
    this.#permitRules();
    this.rules = this.#rules;
    this.recoveryRules = this.#recoveryRules;
    this.#createRules(props.thresholds, props.topicFilter ?? metricsTopicFilter(configDefaults.topicRoot));
  }

  #subscribe({ emails = [], phoneNumbers = [], httpsUrls = [] }: ThresholdAlertsProps): void {
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
    for (const number of phoneNumbers) this.topic.addSubscription(new SmsSubscription(number));
    for (const url of httpsUrls) this.topic.addSubscription(new UrlSubscription(url));
  }

  #createAnnouncer({ thresholds, logRetention }: ThresholdAlertsProps): HandlerFunction {
    const settings: AlertSettings = { topicArn: this.topic.topicArn };
    const handler = new HandlerFunction(this, 'Handler', {
      handlerName: 'announce-breach',
      description: 'Notifies of messages that breach a threshold',
      settings: { variable: ALERT_SETTINGS, value: settings },
      environment: { [THRESHOLDS]: packThresholds(thresholds) },
      memorySize: 256,
      timeout: Duration.seconds(15),
      logRetention,
      onFailure: new SqsDestination(this.deadLetterQueue),
    });
    this.topic.grantPublish(handler.function);
    acknowledge(handler, {
      'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]':
        'what SNS asks for to publish encrypted, on the key of this topic only',
    });
    return handler;
  }

  /** One permission for all rules of this construct, told by their names. */
  #permitRules(): void {
    const { account } = Stack.of(this);
    this.handler.function.addPermission('Rules', {
      principal: new ServicePrincipal('iot.amazonaws.com'),
      sourceArn: formatRuleArn(this, `${this.#ruleNamePrefix}_*`),
      sourceAccount: account,
    });
  }

  #createRules(thresholds: readonly Threshold[], topicFilter: string): void {
    for (const threshold of thresholds) {
      this.#requireOwnName(threshold.id);
      for (const rule of this.#listRules(threshold, topicFilter)) this.#createRule(threshold.id, rule);
    }
  }

  /** Where nothing is remembered there is nothing to recover from. */
  #listRules(threshold: Threshold, topicFilter: string): readonly FleetRule[] {
    try {
      const [breach, recovery] = thresholdRules(threshold, topicFilter);
      return this.table === undefined ? [breach] : [breach, recovery];
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw new AwsConstructError(this, 'statement-invalid', error.message, { cause: error });
    }
  }

  #createRule(thresholdId: string, { statement, description, action }: FleetRule): void {
    const isBreach = action.type === 'evaluate' && action.sample === 'breach';
    const what = isBreach ? 'Breach' : 'Recovery';
    const rule = new IotRule(this, `${what}-${thresholdId}`, {
      ruleName: `${this.#ruleNamePrefix}_${what}_${asRuleName(thresholdId)}`,
      statement,
      description,
      actions: [invokeFunction(this.handler.function, { isPermitted: true })],
      deadLetterQueue: this.deadLetterQueue,
      errorRole: this.#errorRole,
    });
    (isBreach ? this.#rules : this.#recoveryRules).set(thresholdId, rule);
  }

  #requireOwnName(thresholdId: string): void {
    const twin = [...this.#rules.keys()].find((other) => asRuleName(other) === asRuleName(thresholdId));
    if (twin === undefined) return;
    const reason = twin === thresholdId ? 'is declared twice' : `differs from '${twin}' by hyphens alone`;
    throw new AwsConstructError(this, 'threshold-twice', `threshold '${thresholdId}' ${reason}`);
  }
}

/** A rule's name may hold no hyphen, and has 128 characters at most: 50, 10 and the 64 of an id fit. */
function asRuleName(thresholdId: string): string {
  return thresholdId.replaceAll('-', '_');
}

function isTopicFilter(text: string): boolean {
  const levels = text.split('/');
  return (
    text !== '' &&
    levels.every(
      (level, index) => level === '+' || (level === '#' && index === levels.length - 1) || !/[+#]/.test(level),
    )
  );
}
