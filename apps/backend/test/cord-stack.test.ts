import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig, type CordConfigInput } from '@cord/fleet';
import { App, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { addStacks, type Target } from '../src/add-stacks.js';

describe('the backend', () => {
  it('puts one stage into one stack', () => {
    const { stack } = compose({ cloud: { stage: 'prod' } });
    expect(stack.stackName).toBe('Cord-prod');
  });

  it('deploys after the stack that gives API Gateway its log role', () => {
    const { stack } = compose();
    expect(stack.dependencies.map((dependency) => dependency.stackName)).toEqual(['Cord-account']);
  });

  it('goes to the region that the configuration names, else to that of the AWS environment', () => {
    expect(compose({ cloud: { region: 'eu-west-1' } }, { region: 'us-east-1' }).stack.region).toBe('eu-west-1');
    expect(compose({}, { region: 'us-east-1' }).stack.region).toBe('us-east-1');
  });

  it('is judged by cdk-nag, and fails on a finding', () => {
    const { stack } = addAll();
    new Bucket(stack, 'Open');
    expect(() => Template.fromStack(stack)).toThrow(/AwsSolutions-S1/);
  });

  it('has no finding where account and region are known', () => {
    const { stack, account } = addAll({}, { account: '123456789012', region: 'eu-west-1' });
    for (const each of [stack, account]) expect(() => Template.fromStack(each)).not.toThrow();
  });

  it('hands the registration settings on', () => {
    const { template } = compose({
      thingPrefix: 'ACME-',
      registration: { dailyQuota: 500, maxEntries: 3, signerExpiry: 'reject' },
    });
    template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { Quota: { Limit: 500 } });
    const settings = settingsOf(template, 'CORD_REGISTRATION');
    expect(settings).toMatchObject({ thingPrefix: 'ACME-', maxEntries: 3, maxBodyBytes: 1_048_576 });
    expect(settings['trust']).toEqual({
      signerExpiry: 'reject',
      allowTestSigner: false,
      logSigners: [],
      deviceRoots: [],
    });
  });

  it('makes rules of every threshold', () => {
    const { template } = compose({
      thresholds: [
        { id: 'load-on', metric: 'watts', above: 5 },
        { id: 'undervoltage', metric: 'volts', below: 207 },
      ],
    });
    for (const id of ['load-on', 'undervoltage']) {
      template.hasResourceProperties('AWS::IoT::TopicRule', {
        TopicRulePayload: { Sql: Match.stringLikeRegexp(`'${id}' AS threshold_id`) },
      });
    }
    template.hasResourceProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: { Sql: Match.stringLikeRegexp('watts > 5') },
    });
  });

  it('uses the topic root in rules and device policy', () => {
    const { template } = compose({ topicRoot: 'plant' });
    template.hasResourceProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: { Sql: Match.stringLikeRegexp("'plant/\\+/metrics'") },
    });
    expect(JSON.stringify(template.findResources('AWS::IoT::Policy'))).toContain(':topic/plant/');
  });

  it('subscribes who is to be notified', () => {
    const { template } = compose({ notifications: { emails: ['ops@example.com'], phoneNumbers: ['+14255550100'] } });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'sms', Endpoint: '+14255550100' });
  });

  it('keeps telemetry for the days of the retention', () => {
    compose({ retentionDays: 90 }).template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ Prefix: 'telemetry/', ExpirationInDays: 90 })]),
      },
    });
  });

  it('remembers how things stand with thresholds, or notifies of every message as the Quick Start did', () => {
    const { backend } = compose().stack;
    expect(backend.alerts?.table).toBeDefined();
    expect(compose({ cloud: { alerting: 'stateless' } }).stack.backend.alerts?.table).toBeUndefined();
  });

  it('makes the energy dashboard and SiteWise assets where they are asked for', () => {
    const quickSightPrincipalArn = 'arn:aws:quicksight:us-east-1:123456789012:user/default/ann';
    const { template } = compose({ cloud: { quickSightPrincipalArn, siteWise: true } });
    template.resourceCountIs('AWS::QuickSight::Dashboard', 1);
    template.resourceCountIs('AWS::IoTSiteWise::AssetModel', 1);
    expect(template.findOutputs('EnergyDashboardUrl')).not.toEqual({});
  });

  it('tells the operators of the backend itself when it is in trouble', () => {
    compose({ cloud: { operatorEmails: ['operations@example.com'] } }).template.hasResourceProperties(
      'AWS::SNS::Subscription',
      { Endpoint: 'operations@example.com' },
    );
  });

  it('tells the URL as the cord is given it, and the id of the key but never its value', () => {
    const { template } = compose({ cloud: { stage: 'prod' } });
    const outputs = template.findOutputs('*');
    expect(Object.keys(outputs).toSorted()).toEqual([
      'AlertTopicArn',
      'ApiKeyCommand',
      'ApiKeyId',
      'ApiUrl',
      'AthenaDatabase',
      'AthenaUrl',
      'AthenaWorkGroup',
      'ControlApiUrl',
      'IotEndpointCommand',
      'OperationsDashboardUrl',
    ]);
    expect(JSON.stringify(outputs['ApiUrl']?.['Value'])).toMatch(/^\{"Fn::Join":\["",\["https:\/\/",.*"\/prod"\]\]\}$/);
    const [keyId = ''] = Object.keys(template.findResources('AWS::ApiGateway::ApiKey'));
    expect(outputs['ApiKeyId']?.['Value']).toEqual({ Ref: keyId });
    template.allResourcesProperties('AWS::ApiGateway::ApiKey', { Value: Match.absent() });
  });
});

it('points to the console of the partition', () => {
  for (const [region, domain] of [
    ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
    ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ]) {
    const { stack, template } = compose({}, { region });
    expect(stack.resolve(stack.backend.lake?.queryUrl)).toBe(
      `https://${domain}/athena/home?region=${region}#/query-editor`,
    );
    const { OperationsDashboardUrl } = template.findOutputs('OperationsDashboardUrl');
    expect(JSON.stringify(OperationsDashboardUrl)).toContain(`https://${domain}/cloudwatch/`);
  }
});

it('takes over the log role that an earlier account stack left, instead of leaving another', () => {
  const roles = Template.fromStack(addAll({}, { region: 'eu-west-1' }).account).findResources('AWS::IAM::Role');
  expect(Object.values(roles)).toEqual([
    expect.objectContaining({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Delete',
      Properties: expect.objectContaining({ RoleName: 'cord-api-gateway-logs-eu-west-1' }),
    }),
  ]);
  const { targets } = JSON.parse(readFileSync(join(__dirname, '../project.json'), 'utf8')) as {
    targets: Record<string, { options?: { commands?: string[] } }>;
  };
  expect(targets['deploy']?.options?.commands?.[0]).toMatch(/^cdk deploy Cord-account .*--import-existing-resources$/);
});

function addAll(input: CordConfigInput = {}, target: Target = {}) {
  const app = new App();
  const stack = addStacks(app, parseConfig(input), target);
  return { stack, account: app.node.findChild('Cord-account') as Stack };
}

function compose(input: CordConfigInput = {}, target: Target = {}) {
  const { stack } = addAll(input, target);
  return { stack, template: Template.fromStack(stack) };
}

function settingsOf(template: Template, variable: string): Record<string, unknown> {
  for (const lambda of Object.values(template.findResources('AWS::Lambda::Function'))) {
    const value = lambda['Properties'].Environment?.Variables?.[variable] as
      { 'Fn::Join': [string, unknown[]] } | undefined;
    if (value === undefined) continue;
    const parts = value['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'token'));
    return JSON.parse(parts.join('')) as Record<string, unknown>;
  }
  throw new Error(`no function has ${variable}`);
}
