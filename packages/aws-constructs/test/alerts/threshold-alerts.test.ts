import { defineThreshold } from '@cord/rules';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { unpackThresholds } from '../../src/alerts/alert-settings.js';
import { ThresholdAlerts, type ThresholdAlertsProps } from '../../src/alerts/threshold-alerts.js';

const loadOn = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });
const undervoltage = defineThreshold({ id: 'undervoltage', metric: 'volts', below: 207 });

describe.each(['stateful', 'stateless'] as const)('ThresholdAlerts, %s', (mode) => {
  const synthesise = (props: ThresholdAlertsProps) => synthesiseAlerts({ mode, ...props });

  it('puts limit and topic filter into the statement', () => {
    synthesise({ thresholds: [undervoltage], topicFilter: 'plant/+/metrics' }).hasResourceProperties(
      'AWS::IoT::TopicRule',
      {
        TopicRulePayload: { Sql: Match.stringLikeRegexp("FROM 'plant/\\+/metrics' WHERE .*volts < 207") },
      },
    );
  });

  it('encrypts notifications with a key of its own that rotates, and takes them over TLS only', () => {
    const template = synthesise({ thresholds: [loadOn] });
    const [keyId = ''] = Object.keys(template.findResources('AWS::KMS::Key'));
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [keyId, 'Arn'] } });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it('keeps what a function could not do', () => {
    const template = synthesise({ thresholds: [loadOn] });
    const [queueId = ''] = Object.keys(template.findResources('AWS::SQS::Queue'));
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queueId, 'Arn'] } } },
    });
  });

  it('subscribes addresses, numbers and endpoints', () => {
    const template = synthesise({
      thresholds: [],
      emails: ['ops@example.com'],
      phoneNumbers: ['+14255550100'],
      httpsUrls: ['https://example.com/hook'],
    });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'https',
      Endpoint: 'https://example.com/hook',
    });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'sms', Endpoint: '+14255550100' });
  });

  it('lets its own rules and no others invoke the function', () => {
    const template = synthesise({ thresholds: [loadOn, undervoltage] });
    const names = Object.values(template.findResources('AWS::IoT::TopicRule')).map((rule) => {
      return rule['Properties'].RuleName as string;
    });
    const [permission, ...others] = Object.values(
      template.findResources('AWS::Lambda::Permission', { Properties: { Principal: 'iot.amazonaws.com' } }),
    );
    expect(others).toEqual([]);
    const [, prefix = ''] = /:rule\/(\w+_)\*/.exec(JSON.stringify(permission?.['Properties'].SourceArn)) ?? [];
    expect(prefix).toMatch(/^Stack_Alerts_[0-9A-F]{8}_$/);
    for (const name of names) expect(name.startsWith(prefix)).toBe(true);
    expect(new Set(names).size).toBe(names.length);
  });

  it('rejects a topic filter that is none', () => {
    expect(() => synthesise({ thresholds: [loadOn], topicFilter: "it's/+/metrics" })).toThrow(
      expect.objectContaining({ code: 'statement-invalid', constructPath: 'Stack/Alerts' }),
    );
  });

  it('rejects a threshold that is declared twice', () => {
    expect(() => synthesise({ thresholds: [loadOn, loadOn] })).toThrow(
      expect.objectContaining({ code: 'threshold-twice', constructPath: 'Stack/Alerts' }),
    );
  });

  it('rejects two thresholds whose rules would have one name', () => {
    const twin = defineThreshold({ id: 'load_on', metric: 'watts', above: 6 });
    expect(() => synthesise({ thresholds: [loadOn, twin] })).toThrow(
      expect.objectContaining({ code: 'threshold-twice', message: expect.stringContaining("'load-on'") }),
    );
  });

  it('names rules within what AWS IoT takes, however long id and path are', () => {
    const stack = new Stack(new App(), 'Stack');
    let scope: Construct = stack;
    for (let depth = 0; depth < 5; depth++) scope = new Construct(scope, 'A'.repeat(40));
    const longest = defineThreshold({ id: 'a-'.repeat(32), metric: 'watts', above: 5 });
    new ThresholdAlerts(scope, 'Alerts', { mode, thresholds: [longest] });
    for (const rule of Object.values(Template.fromStack(stack).findResources('AWS::IoT::TopicRule'))) {
      expect(rule['Properties'].RuleName).toMatch(/^\w{1,128}$/);
    }
  });

  it('is written as before', () => {
    const text = JSON.stringify(synthesise({ thresholds: [loadOn] }).toJSON()).replaceAll(/[0-9a-f]{64}/g, '<hash>');
    expect(JSON.parse(text)).toMatchSnapshot();
  });
});

describe('ThresholdAlerts that remembers', () => {
  it('makes two rules of every threshold, for breaches and recoveries, all sharing function and dead-letter queue', () => {
    const template = synthesiseAlerts({ thresholds: [loadOn, undervoltage] });
    template.resourceCountIs('AWS::IoT::TopicRule', 4);
    template.resourceCountIs('AWS::SQS::Queue', 1);
    for (const [operator, value] of Object.entries({ '>': 'watts', '<=': 'watts' })) {
      template.hasResourceProperties('AWS::IoT::TopicRule', {
        TopicRulePayload: { Sql: Match.stringLikeRegexp(`'load-on' AS threshold_id.* WHERE ${value} ${operator} 5`) },
      });
    }
  });

  it('tells its functions every threshold, a hundred of them too', () => {
    const thresholds = Array.from({ length: 100 }, (_, index) => {
      return defineThreshold({
        id: `limit-${index}`,
        metric: 'watts',
        above: 5 + index,
        for: '30s',
        severity: 'critical',
      });
    });
    const [evaluator] = Object.values(
      synthesiseAlerts({ thresholds }).findResources('AWS::Lambda::Function', {
        Properties: { Handler: 'evaluate-alert.handler' },
      }),
    );
    expect(unpackThresholds(evaluator!['Properties'].Environment.Variables.CORD_THRESHOLDS)).toEqual(thresholds);
  });

  it('lets each function do its part and nothing else', () => {
    const granted = grantsOf(synthesiseAlerts({ thresholds: [loadOn] }));
    const own = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    const states = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'];
    const queue = ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'];
    expect(granted['evaluatealert']).toEqual([...states, ...own, ...queue]);
    expect(granted['sweepalerts']).toEqual([...states, ...own]);
    expect(granted['announcealert']).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'kms:Decrypt',
      'kms:GenerateDataKey*',
      ...own,
      'sns:Publish',
      ...queue,
    ]);
  });

  it('announces what was written with a change, in order, for half a day if it must', () => {
    synthesiseAlerts({ thresholds: [loadOn] }).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"change":{"S":[{"exists":true}]}}}}' }] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRecordAgeInSeconds: 43_200,
      DestinationConfig: { OnFailure: Match.anyValue() },
    });
  });

  it('lets time pass every minute', () => {
    synthesiseAlerts({ thresholds: [loadOn] }).hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
    });
  });

  it('keeps states and alerts when the stack goes', () => {
    synthesiseAlerts({ thresholds: [loadOn] }).hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
  });
});

describe('ThresholdAlerts that remembers nothing', () => {
  it('makes one rule of every threshold, all sharing one function and one dead-letter queue', () => {
    const template = synthesiseAlerts({ mode: 'stateless', thresholds: [loadOn, undervoltage] });
    template.resourceCountIs('AWS::IoT::TopicRule', 2);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::SQS::Queue', 1);
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
  });

  it('lets the function publish to the topic with its key, send to the queue, write its log, and nothing else', () => {
    expect(grantsOf(synthesiseAlerts({ mode: 'stateless', thresholds: [loadOn] }))['Handler']).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey*',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sns:Publish',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:SendMessage',
    ]);
  });
});

/** What each function may do, by the function; a grant on everything is there for ListStreams alone. */
function grantsOf(template: Template): Record<string, string[]> {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([id, policy]) => {
    const [, name] = /^Alerts(?:Machine)?(\w+?)RoleDefaultPolicy/.exec(id) ?? [];
    const statements = policy['Properties'].PolicyDocument.Statement as {
      Action: string | string[];
      Resource: unknown;
    }[];
    for (const { Action, Resource } of statements) if (Resource === '*') expect(Action).toBe('dynamodb:ListStreams');
    return name === undefined ? [] : [[name, statements.flatMap(({ Action }) => Action).toSorted()] as const];
  });
  return Object.fromEntries(policies);
}

function synthesiseAlerts(props: ThresholdAlertsProps): Template {
  const stack = new Stack(new App(), 'Stack');
  new ThresholdAlerts(stack, 'Alerts', props);
  return Template.fromStack(stack);
}
