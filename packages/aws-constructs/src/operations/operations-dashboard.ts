import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, Metric, TextWidget, type Alarm, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeviceRegistrationApi } from '../registration/device-registration-api.js';
import type { HandlerFunction } from '../shared/handler-function.js';
import { createAlarm, type AlarmCondition } from './alarm.js';
import type { RelayControl } from '../commands/relay-control.js';
import type { TelemetryLake } from '../telemetry/telemetry-lake.js';
import type { ThresholdAlerts } from '../alerts/threshold-alerts.js';

export interface OperationsDashboardProps {
  /** @default not watched */
  readonly registration?: DeviceRegistrationApi;
  /** @default not watched */
  readonly alerts?: ThresholdAlerts;
  /** @default not watched */
  readonly lake?: TelemetryLake;
  /** @default not watched */
  readonly control?: RelayControl;
  /** Who is told of alarms about the backend itself, once they have confirmed. @default nobody; alarms are seen alone */
  readonly emails?: readonly string[];
}

const PERIOD = Duration.minutes(5);

/**
 * How the backend itself is doing: an alarm for everything that loses or delays a message, and one page that shows it.
 * Alerts about what cords measure are another matter: see `ThresholdAlerts`.
 */
export class OperationsDashboard extends Construct {
  readonly dashboard: Dashboard;
  /** By name: `registration-errors` … */
  readonly alarms: ReadonlyMap<string, Alarm>;
  /** Tells of alarms; absent where nobody is to be told. */
  readonly alarmTopic?: Topic;
  readonly #alarms = new Map<string, Alarm>();

  constructor(scope: Construct, id: string, props: OperationsDashboardProps = {}) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Resource', { defaultInterval: Duration.days(1) });
    if (props.emails !== undefined && props.emails.length > 0) this.alarmTopic = this.#createTopic(props.emails);
    if (props.registration !== undefined) this.#watchRegistration(props.registration);
    if (props.lake !== undefined) this.#watchLake(props.lake);
    if (props.alerts !== undefined) this.#watchAlerts(props.alerts);
    if (props.control !== undefined) this.#watchControl(props.control);
    this.alarms = this.#alarms;
  }

  #watchRegistration({ api, handler }: DeviceRegistrationApi): void {
    const registrations = new MetricFilter(this, 'Registrations', {
      logGroup: handler.logGroup,
      metricNamespace: `Cord/${Stack.of(this).stackName}`,
      metricName: 'Registrations',
      filterPattern: FilterPattern.literal('{ $.message.message = "registration" && $.message.status = 200 }'),
    }).metric({ statistic: 'Sum', period: PERIOD, label: 'registrations' });
    const serverErrors = api.metricServerError({ period: PERIOD });
    const clientErrors = api.metricClientError({ period: PERIOD });
    this.#alarm('registration-5xx', { metric: serverErrors, above: 0, says: 'cords cannot register' });
    this.#alarm('registration-4xx', { metric: clientErrors, above: 100, says: 'many registrations are refused' });
    const duration = handler.function.metricDuration({ statistic: 'p99', period: PERIOD });
    this.#alarm('registration-slow', { metric: duration, above: 10_000, says: 'a cord gives up after 20 s' });
    this.#section('Registration', [registrations], [clientErrors, serverErrors], [duration]);
    this.#watchHandlers('registration', { handler });
  }

  #watchLake(lake: TelemetryLake): void {
    const freshness = lake.metricDataFreshness({ period: PERIOD });
    const failed = lake.metricFailedConversions({ period: PERIOD });
    const messages = lake.deliveryStream.metricIncomingRecords({ statistic: 'Sum', period: PERIOD });
    const throttled = ruleMetric(lake.rule.ruleName, 'RuleMessageThrottled');
    const unreadable = ruleMetric(lake.rule.ruleName, 'ParseError');
    this.#alarm('telemetry-late', { metric: freshness, above: 1800, says: 'telemetry is over half an hour late' });
    this.#alarm('telemetry-failed', { metric: failed, above: 0, says: 'telemetry does not fit the table' });
    this.#alarm('telemetry-throttled', { metric: throttled, above: 0, says: 'AWS IoT drops messages of the rule' });
    this.#section('Telemetry', [messages], [freshness], [failed, throttled, unreadable]);
    this.#watchQueue('telemetry', lake.rule.deadLetterQueue);
  }

  #watchAlerts({ handlers, deadLetterQueue, topic }: ThresholdAlerts): void {
    const failed = topic.metricNumberOfNotificationsFailed({ period: PERIOD });
    const sent = topic.metricNumberOfNotificationsDelivered({ period: PERIOD });
    this.#alarm('alerts-undelivered', { metric: failed, above: 0, says: 'notifications do not arrive' });
    this.#section('Alerts', [sent, failed]);
    this.#watchHandlers('alerts', handlers);
    this.#watchQueue('alerts', deadLetterQueue);
  }

  #watchControl({ api, handler, settler, deadLetterQueue }: RelayControl): void {
    const serverErrors = api.metricServerError({ period: PERIOD });
    const requests = api.metricCount({ period: PERIOD });
    this.#alarm('control-5xx', { metric: serverErrors, above: 0, says: 'cords cannot be switched' });
    this.#section('Control', [requests], [serverErrors]);
    this.#watchHandlers('control', { handler, settler });
    this.#watchQueue('control', deadLetterQueue);
  }

  #watchHandlers(part: string, handlers: Readonly<Record<string, HandlerFunction>>): void {
    const errors: IMetric[] = [];
    const throttles: IMetric[] = [];
    for (const [name, { function: each }] of Object.entries(handlers)) {
      const failed = each.metricErrors({ period: PERIOD });
      const throttled = each.metricThrottles({ period: PERIOD });
      this.#alarm(`${part}-${name}-errors`, { metric: failed, above: 0, says: `function ${name} fails` });
      this.#alarm(`${part}-${name}-throttles`, { metric: throttled, above: 0, says: `function ${name} is held back` });
      errors.push(failed.with({ label: name }));
      throttles.push(throttled.with({ label: name }));
    }
    this.dashboard.addWidgets(graph('errors of functions', errors), graph('throttles of functions', throttles));
  }

  #watchQueue(part: string, queue: IQueue): void {
    const depth = queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: PERIOD });
    this.#alarm(`${part}-dead-letters`, { metric: depth, above: 0, says: 'messages could not be delivered' });
    this.dashboard.addWidgets(graph('dead letters', [depth]));
  }

  #alarm(name: string, condition: AlarmCondition): void {
    const alarm = createAlarm(this, name, condition);
    if (this.alarmTopic !== undefined) {
      alarm.addAlarmAction(new SnsAction(this.alarmTopic));
      alarm.addOkAction(new SnsAction(this.alarmTopic));
    }
    this.#alarms.set(name, alarm);
  }

  #section(title: string, ...graphs: IMetric[][]): void {
    this.dashboard.addWidgets(new TextWidget({ markdown: `## ${title}`, width: 24, height: 1 }));
    this.dashboard.addWidgets(...graphs.map((metrics) => graph(undefined, metrics)));
  }

  #createTopic(emails: readonly string[]): Topic {
    const key = new Key(this, 'Key', {
      enableKeyRotation: true,
      description: 'Encrypts alarms about the backend',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    // The key that AWS manages for SNS is closed to CloudWatch.
    key.grantEncryptDecrypt(cloudWatch);
    const topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true, displayName: 'Cord operations' });
    // A topic's own policy, which enforces TLS, takes the place of the default one, by which alarms of the account may publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    for (const email of emails) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}

function graph(title: string | undefined, left: IMetric[]): GraphWidget {
  return new GraphWidget({ ...(title !== undefined && { title }), left, width: 8, height: 5 });
}

function ruleMetric(ruleName: string, metricName: string): Metric {
  return new Metric({
    namespace: 'AWS/IoT',
    metricName,
    dimensionsMap: { RuleName: ruleName },
    statistic: 'Sum',
    period: PERIOD,
  });
}
