import { GIGABYTE, MINUTES_OF_A_MONTH, platformLogs, prices } from './cost-prices.js';

/** What runs take when the function is warm, assumed. Units: seconds. */
const assumed = { evaluation: 0.03, sweep: 0.05, judgement: 0.0005 };

const MILLION = 1_000_000;

type Reference = { 'Fn::GetAtt': readonly [string, string] };
/** Resources of a template by logical id. */
export type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;

interface TopicRule {
  TopicRulePayload: { Sql: string; Actions: readonly Record<string, { FunctionArn?: Reference }>[] };
}

/** One line of a bill. */
export interface CostLine {
  what: string;
  dollars: number;
}

/** The bill for a million messages of up to 5 kB, none of which breaches, from cords that send one a minute. */
export function listMessageCosts(resources: Resources): readonly CostLine[] {
  const onMetrics = propertiesOf<TopicRule>(resources, 'AWS::IoT::TopicRule')
    .map(({ TopicRulePayload }) => TopicRulePayload)
    .filter(({ Sql }) => /\/metrics'/.test(Sql));
  const count = (action: string) => onMetrics.filter(({ Actions }) => Actions.some((each) => action in each)).length;
  // Of a threshold's two rules one lets each message through; a breach rule alone lets none through.
  const evaluations = onMetrics.filter(({ Sql }) => /threshold_id/.test(Sql)).length / 2;
  const isStateful = onMetrics.some(({ Sql }) => / (<=|>=) /.test(Sql));
  const runs = isStateful ? evaluations : 0;
  const evaluator = onMetrics.flatMap(({ Actions }) => Actions.flatMap(({ Lambda }) => Lambda?.FunctionArn ?? []))[0];
  const run = evaluator === undefined ? 0 : priceOfRun(resources, evaluator, assumed.evaluation);
  const streams = count('Firehose');
  const delivered = streams * ((5 * 1024) / GIGABYTE) * (prices.firehose + prices.conversion);
  return perMillion([
    ['connection, at a message a minute', prices.connectionMinute],
    ['messages to AWS IoT', prices.message],
    ['rules that look at each message', onMetrics.length * prices.rule],
    ['their actions', (streams + count('IotSiteWise') + runs) * prices.action],
    ['delivery as Parquet', delivered],
    ['function behind the thresholds', runs * run],
    ['what Lambda logs of it', runs * platformLogs],
    ['its states in DynamoDB', runs * (prices.dynamoDbRead + prices.dynamoDbWrite)],
  ]);
}

function perMillion(lines: readonly (readonly [what: string, dollars: number])[]): readonly CostLine[] {
  return lines.map(([what, dollars]) => ({ what, dollars: dollars * MILLION }));
}

/** The bill for a month in which no cord does anything. */
export function listMonthlyCosts(resources: Resources): readonly CostLine[] {
  const sweeps = sweepsOf(resources);
  const runs = sweeps.reduce((sum, target) => sum + priceOfRun(resources, target, assumed.sweep), 0);
  // Where the last one ended is read and written by the sweep of alerts; that of commands asks once what is overdue.
  const sweepsAlerts = sweeps.some((target) => handlerOf(resources, target) === ALERT_SWEEP);
  const states = sweeps.length * prices.dynamoDbRead + (sweepsAlerts ? prices.dynamoDbWrite : 0);
  const sweep = runs + states + sweeps.length * (prices.schedule + platformLogs);
  const count = (type: string) => propertiesOf(resources, type).length;
  return [
    { what: 'sweeps, every minute, and what Lambda logs of them', dollars: MINUTES_OF_A_MONTH * sweep },
    { what: 'alarms', dollars: count('AWS::CloudWatch::Alarm') * prices.alarm },
    {
      what: 'dashboard, beyond the third of an account',
      dollars: count('AWS::CloudWatch::Dashboard') * prices.dashboard,
    },
    { what: 'key of the topic', dollars: count('AWS::KMS::Key') * prices.key },
  ];
}

/** What each cord adds to that by being connected, and for each threshold that waits for time, as a sweep judges it. */
export function monthlyCostsOfCord(resources: Resources): { connected: number; judged: number } {
  const sweep = sweepsOf(resources).find((target) => handlerOf(resources, target) === ALERT_SWEEP);
  const seconds =
    sweep === undefined ? 0 : memoryOf(resources, sweep) * assumed.judgement * prices.lambdaGigabyteSecond;
  return {
    connected: MINUTES_OF_A_MONTH * prices.connectionMinute,
    judged: sweep === undefined ? 0 : MINUTES_OF_A_MONTH * (prices.dynamoDbRead + seconds),
  };
}

const ALERT_SWEEP = 'sweep-alerts.handler';

/** Functions that run every minute. */
function sweepsOf(resources: Resources): Reference[] {
  type Schedule = { ScheduleExpression: string; Target: { Arn: Reference } };
  return propertiesOf<Schedule>(resources, 'AWS::Scheduler::Schedule').map(({ ScheduleExpression, Target }) => {
    if (ScheduleExpression !== 'rate(1 minute)') throw new Error(`expected every minute, found ${ScheduleExpression}`);
    return Target.Arn;
  });
}

function priceOfRun(resources: Resources, target: Reference, seconds: number): number {
  return prices.lambdaRequest + memoryOf(resources, target) * seconds * prices.lambdaGigabyteSecond;
}

/** Units: GB. */
function memoryOf(resources: Resources, target: Reference): number {
  return functionOf(resources, target).MemorySize / 1024;
}

function handlerOf(resources: Resources, target: Reference): string {
  return functionOf(resources, target).Handler;
}

function functionOf(resources: Resources, { 'Fn::GetAtt': [id] }: Reference) {
  return resources[id]!.Properties as { MemorySize: number; Handler: string };
}

function propertiesOf<Properties>(resources: Resources, type: string): Properties[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties as Properties);
}
