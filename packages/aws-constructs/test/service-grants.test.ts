import { defineThreshold } from '@cord/rules';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CordBackend } from '../src/cord-backend.js';
import { IotRule } from '../src/rules/iot-rule.js';
import { publishToSns, republish } from '../src/rules/iot-rule-action.js';
import { ApiGatewayLogRole } from '../src/shared/api-gateway-log-role.js';

type Properties = Record<string, any>;

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  Principal?: { Service?: string };
  Condition?: unknown;
}

/** Where one service calls another, the other must let it: a template deploys without, and is mute. */
describe('whatever the backend ties together', () => {
  const template = synthesise();

  it('gives each role to its service on behalf of this account alone', () => {
    const sources: Record<string, RegExp> = {
      'iot.amazonaws.com': /:iot:.*:rule\//,
      'scheduler.amazonaws.com': /:scheduler:.*:schedule-group\/default"/,
    };
    // Lambda and QuickSight name no source when they take a role.
    const without = new Set(['lambda.amazonaws.com', 'quicksight.amazonaws.com']);
    const seen = new Set<string>();
    for (const { AssumeRolePolicyDocument } of each('AWS::IAM::Role')) {
      for (const { Principal, Condition } of AssumeRolePolicyDocument.Statement as Statement[]) {
        const service = Principal?.Service ?? '';
        seen.add(service);
        if (without.has(service)) continue;
        const { StringEquals, StringEqualsIfExists, ArnLike } = (Condition ?? {}) as Record<string, Properties>;
        const account = { Ref: 'AWS::AccountId' };
        expect([service, { ...StringEquals, ...StringEqualsIfExists }]).toEqual([
          service,
          expect.objectContaining({ 'aws:SourceAccount': account }),
        ]);
        if (service === 'firehose.amazonaws.com') expect(StringEquals).toEqual({ 'sts:ExternalId': account });
        const expected = sources[service];
        if (expected !== undefined) expect(JSON.stringify(ArnLike?.['aws:SourceArn'])).toMatch(expected);
      }
    }
    expect([...seen].toSorted()).toEqual([
      'apigateway.amazonaws.com',
      'firehose.amazonaws.com',
      'iot.amazonaws.com',
      'lambda.amazonaws.com',
      'quicksight.amazonaws.com',
      'scheduler.amazonaws.com',
    ]);
  });

  it('lets alarms publish to the topic of operators, from this account alone', () => {
    const topics = new Set(
      each('AWS::CloudWatch::Alarm').flatMap(({ AlarmActions, OKActions }) =>
        [AlarmActions, OKActions].flat().map(idOf),
      ),
    );
    expect([...topics]).toHaveLength(1);
    for (const topic of topics) {
      expect(statementsOn('AWS::SNS::TopicPolicy', 'Topics', topic)).toContainEqual({
        Action: 'sns:Publish',
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Resource: { Ref: topic },
        Sid: expect.anything(),
      });
      const key = idOf(resource(topic)['KmsMasterKeyId']);
      const allowed = allowedTo('cloudwatch.amazonaws.com', resource(key)['KeyPolicy'].Statement);
      expect(allowed).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']));
    }
  });

  it('lets every rule run its actions and keep what failed', () => {
    const needed: Record<string, [action: string, target: (action: Properties) => unknown]> = {
      Firehose: ['firehose:PutRecord', ({ DeliveryStreamName }) => DeliveryStreamName],
      Sqs: ['sqs:SendMessage', ({ QueueUrl }) => QueueUrl],
      Sns: ['sns:Publish', ({ TargetArn }) => TargetArn],
      Republish: ['iot:Publish', () => undefined],
    };
    const rules = each('AWS::IoT::TopicRule').map(({ TopicRulePayload }) => TopicRulePayload as Properties);
    expect(rules.length).toBeGreaterThan(4);
    for (const { Actions, ErrorAction } of rules) {
      for (const action of [...Actions, ErrorAction] as Properties[]) {
        const [kind, details] = Object.entries(action)[0] as [string, Properties];
        if (kind === 'Lambda') expect(invokersOf(details['FunctionArn'])).toContain('iot.amazonaws.com');
        else if (kind === 'IotSiteWise')
          expect(grantsOf(details['RoleArn'], 'iot.amazonaws.com')).toContain('iotsitewise:BatchPutAssetPropertyValue');
        else {
          const [name, target] = needed[kind]!;
          expect(grantsOf(details['RoleArn'], 'iot.amazonaws.com', target(details))).toContain(name);
        }
      }
    }
  });

  it('lets the clock invoke its functions', () => {
    const schedules = each('AWS::Scheduler::Schedule');
    expect(schedules).toHaveLength(2);
    for (const { Target } of schedules) {
      expect(grantsOf(Target.RoleArn, 'scheduler.amazonaws.com', Target.Arn)).toEqual(['lambda:InvokeFunction']);
    }
  });

  it('lets each route invoke its function', () => {
    const functions = new Set(
      each('AWS::ApiGateway::Method').flatMap(({ Integration }) => functionsIn(Integration.Uri)),
    );
    expect(functions.size).toBe(2);
    for (const name of functions)
      expect(invokersOf({ 'Fn::GetAtt': [name, 'Arn'] })).toContain('apigateway.amazonaws.com');
  });

  it('lets a function read the stream behind which it lies, and put what failed into the queue', () => {
    for (const { FunctionName, EventSourceArn, DestinationConfig } of each('AWS::Lambda::EventSourceMapping')) {
      const { Role } = resource(idOf(FunctionName));
      const [table = ''] = EventSourceArn['Fn::GetAtt'];
      expect(grantsOf(Role, 'lambda.amazonaws.com', { 'Fn::GetAtt': [table, 'StreamArn'] })).toContain(
        'dynamodb:GetRecords',
      );
      expect(grantsOf(Role, 'lambda.amazonaws.com', DestinationConfig.OnFailure.Destination)).toContain(
        'sqs:SendMessage',
      );
    }
    for (const { FunctionName, DestinationConfig } of each('AWS::Lambda::EventInvokeConfig')) {
      if (DestinationConfig === undefined) continue;
      const { Role } = resource(idOf(FunctionName));
      expect(grantsOf(Role, 'lambda.amazonaws.com', DestinationConfig.OnFailure.Destination)).toContain(
        'sqs:SendMessage',
      );
    }
  });

  it('lets the announcer publish to the encrypted topic of alerts', () => {
    const [announcer] = each('AWS::Lambda::Function').filter(({ Handler }) => Handler === 'announce-alert.handler');
    const [topicId = ''] = Object.keys(template.findResources('AWS::SNS::Topic')).filter((id) =>
      id.startsWith('BackendAlerts'),
    );
    expect(grantsOf(announcer!['Role'], 'lambda.amazonaws.com', { Ref: topicId })).toContain('sns:Publish');
    const key = resource(topicId)['KmsMasterKeyId'] as unknown;
    expect(grantsOf(announcer!['Role'], 'lambda.amazonaws.com', key)).toEqual(
      expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']),
    );
  });

  it('lets the delivery stream write files by the schema of the table', () => {
    const [stream] = each('AWS::KinesisFirehose::DeliveryStream');
    const { RoleARN, DataFormatConversionConfiguration } = stream!['ExtendedS3DestinationConfiguration'];
    const service = 'firehose.amazonaws.com';
    expect(grantsOf(RoleARN, service)).toEqual(
      expect.arrayContaining(['s3:PutObject', 's3:AbortMultipartUpload', 'logs:PutLogEvents']),
    );
    expect(grantsOf(DataFormatConversionConfiguration.SchemaConfiguration.RoleARN, service)).toContain(
      'glue:GetTableVersions',
    );
  });

  function each(type: string): Properties[] {
    return Object.values(template.findResources(type)).map((found) => found['Properties'] as Properties);
  }

  function resource(id: string): Properties {
    return template.toJSON().Resources[id].Properties as Properties;
  }

  function statementsOn(type: string, key: string, id: string): Statement[] {
    const policies = each(type).filter((policy) => (policy[key] as unknown[]).map(idOf).includes(id));
    return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Statement[]);
  }

  /** Services that may invoke the function. */
  function invokersOf(functionArn: unknown): string[] {
    const permissions = each('AWS::Lambda::Permission').filter(
      ({ FunctionName }) => idOf(FunctionName) === idOf(functionArn),
    );
    return permissions.map(({ Principal }) => Principal as string);
  }

  /** What a role that the service may take allows, on a resource or on any. */
  function grantsOf(roleArn: unknown, service: string, target?: unknown): string[] {
    const id = idOf(roleArn);
    const { AssumeRolePolicyDocument, Policies = [] } = resource(id);
    expect(AssumeRolePolicyDocument.Statement).toEqual([expect.objectContaining({ Principal: { Service: service } })]);
    const inline = (Policies as Properties[]).flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Statement[]);
    const statements = [...inline, ...statementsOn('AWS::IAM::Policy', 'Roles', id)];
    const onTarget = statements.filter(({ Resource }) => {
      return target === undefined || [Resource].flat().some((one) => idOf(one) === idOf(target));
    });
    return onTarget.flatMap(({ Action }) => Action);
  }
});

function allowedTo(service: string, statements: readonly Statement[]): string[] {
  const allowed = statements.filter(({ Effect, Principal }) => Effect === 'Allow' && Principal?.Service === service);
  return allowed.flatMap(({ Action }) => Action);
}

/** Of the resource that a template's reference is to. */
function idOf(reference: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = (reference ?? {}) as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  return Ref ?? attribute?.[0] ?? JSON.stringify(reference);
}

function functionsIn(uri: unknown): string[] {
  return [...JSON.stringify(uri).matchAll(/"Fn::GetAtt":\["(\w+)","Arn"\]/g)].map(([, id = '']) => id);
}

function synthesise(): Template {
  const stack = new Stack(new App(), 'Stack');
  const thresholds = [defineThreshold({ id: 'load-on', metric: 'watts', above: 5, for: '30s' })];
  const energy = { principalArn: 'arn:aws:quicksight:us-east-1:123456789012:user/default/ann' };
  new CordBackend(stack, 'Backend', { thresholds, operations: { emails: ['ops@example.com'] }, energy, siteWise: {} });
  new ApiGatewayLogRole(stack, 'LogRole');
  new IotRule(stack, 'Rule', {
    statement: "SELECT * FROM 'a/b'",
    actions: [republish('c'), publishToSns(new Topic(stack, 'Ours'))],
  });
  return Template.fromStack(stack);
}
