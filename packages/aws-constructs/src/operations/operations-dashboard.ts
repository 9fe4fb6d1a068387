import { cloudSchema } from '@cord/fleet';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  Metric,
  TextWidget,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
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
import { alarms, functionAlarms, PERIOD_MINUTES, type AlarmMetric, type AlarmRule, type Part } from './alarms.js';
import { checkProps } from '../shared/check-props.js';
import { formatConsoleUrl } from '../shared/console-url.js';
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

const PERIOD = Duration.minutes(PERIOD_MINUTES);

/**
 * How the backend itself is doing: an alarm for everything that loses or delays a message, and one page that shows it.
 * Alerts about what cords measure are another matter: see `ThresholdAlerts`.
 *
 * Throws: `AwsConstructError` `prop-invalid`.
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
    checkProps(this, props, { schemas: { emails: cloudSchema.shape.operatorEmails } });
    this.dashboard = new Dashboard(this, 'Resource', { defaultInterval: Duration.days(1) });
    if (props.emails !== undefined && props.emails.length > 0) this.alarmTopic = this.#createTopic(props.emails);
    if (props.registration !== undefined) this.#watchRegistration(props.registration);
    if (props.lake !== undefined) this.#watchLake(props.lake);
    if (props.alerts !== undefined) this.#watchAlerts(props.alerts);
    if (props.control !== undefined) this.#watchControl(props.control);
    this.alarms = this.#alarms;
  }

  /** A template that knows no region gets a mapping of domains by it. */
  get dashboardUrl(): string {
    return formatConsoleUrl(this, {
      site: 'console',
      path: `/cloudwatch/home?region=${Stack.of(this).region}#dashboards:name=${this.dashboard.dashboardName}`,
    });
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
    const duration = handler.function.metricDuration({ statistic: 'p99', period: PERIOD });
    this.#watch('registration', { serverErrors, clientErrors, duration });
    this.#section('Registration', [registrations], [clientErrors, serverErrors], [duration]);
    this.#watchHandlers('registration', { handler });
  }

  #watchLake(lake: TelemetryLake): void {
    const freshness = lake.metricDataFreshness({ period: PERIOD });
    const failed = lake.metricFailedConversions({ period: PERIOD });
    const messages = lake.deliveryStream.metricIncomingRecords({ statistic: 'Sum', period: PERIOD });
    const throttled = ruleMetric(lake.rule.ruleName, 'RuleMessageThrottled');
    const unreadable = ruleMetric(lake.rule.ruleName, 'ParseError');
    const deadLetters = depthOf(lake.rule.deadLetterQueue);
    this.#watch('telemetry', { freshness, failed, throttled, deadLetters });
    this.#section('Telemetry', [messages], [freshness], [failed, throttled, unreadable]);
    this.#showDeadLetters(deadLetters);
  }

  #watchAlerts({ handlers, deadLetterQueue, topic }: ThresholdAlerts): void {
    const undelivered = topic.metricNumberOfNotificationsFailed({ period: PERIOD });
    const sent = topic.metricNumberOfNotificationsDelivered({ period: PERIOD });
    const deadLetters = depthOf(deadLetterQueue);
    this.#watch('alerts', { undelivered, deadLetters });
    this.#section('Alerts', [sent, undelivered]);
    this.#watchHandlers('alerts', handlers);
    this.#showDeadLetters(deadLetters);
  }

  #watchControl({ api, handler, settler, deadLetterQueue }: RelayControl): void {
    const serverErrors = api.metricServerError({ period: PERIOD });
    const requests = api.metricCount({ period: PERIOD });
    const deadLetters = depthOf(deadLetterQueue);
    this.#watch('control', { serverErrors, deadLetters });
    this.#section('Control', [requests], [serverErrors]);
    this.#watchHandlers('control', { handler, settler });
    this.#showDeadLetters(deadLetters);
  }

  #watch<P extends Part>(part: P, metrics: Readonly<Record<AlarmMetric<P>, IMetric>>): void {
    const rules: readonly AlarmRule<AlarmMetric<P>>[] = alarms[part];
    for (const rule of rules) this.#alarm(`${part}-${rule.name}`, rule, metrics[rule.metric]);
  }

  #watchHandlers(part: Part, handlers: Readonly<Record<string, HandlerFunction>>): void {
    const shown: Record<'errors' | 'throttles', IMetric[]> = { errors: [], throttles: [] };
    for (const [name, { function: each }] of Object.entries(handlers)) {
      const metrics = {
        errors: each.metricErrors({ period: PERIOD }),
        throttles: each.metricThrottles({ period: PERIOD }),
      };
      for (const rule of functionAlarms) {
        const means = `function ${name} ${rule.means}`;
        this.#alarm(`${part}-${name}-${rule.name}`, { ...rule, means }, metrics[rule.metric]);
        shown[rule.metric].push(metrics[rule.metric].with({ label: name }));
      }
    }
    const { errors, throttles } = shown;
    this.dashboard.addWidgets(graph('errors of functions', errors), graph('throttles of functions', throttles));
  }

  #showDeadLetters(depth: IMetric): void {
    this.dashboard.addWidgets(graph('dead letters', [depth]));
  }

  #alarm(name: string, { above, periods, means }: AlarmRule, metric: IMetric): void {
    const alarm = new Alarm(this, name, {
      metric,
      alarmDescription: means,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
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

function depthOf(queue: IQueue): Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: PERIOD });
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
