import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RelayControl, type RelayControlProps } from '../../src/commands/relay-control.js';

describe('RelayControl', () => {
  it('has three routes, each for callers that sign with AWS credentials', () => {
    const { template } = synthesise();
    template.resourceCountIs('AWS::ApiGateway::Method', 3);
    template.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'AWS_IAM' });
    for (const PathPart of ['devices', '{thing}', 'relay', 'reboot', 'commands', '{command}']) {
      template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart });
    }
  });

  it('takes on and off for the relay and nothing else', () => {
    synthesise().template.hasResourceProperties('AWS::ApiGateway::Model', {
      Schema: {
        additionalProperties: false,
        required: ['relay'],
        properties: { relay: { enum: ['on', 'off'] }, expiresAfterSeconds: { minimum: 1, maximum: 3600 } },
      },
    });
  });

  it('lets each function touch things of the prefix, jobs, commands and its own log, and nothing else', () => {
    const { template } = synthesise({ thingPrefix: 'ACME-' });
    const granted = Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([id, policy]) => {
      const [, name] = /^Control(Handler|Settler)Role/.exec(id) ?? [];
      return name === undefined ? [] : [[name, policy['Properties'].PolicyDocument.Statement] as const];
    });
    const actionsOf = (name: string) => {
      const [, statements] = granted.find(([each]) => each === name)!;
      return (statements as { Action: string | string[] }[]).flatMap(({ Action }) => Action).toSorted();
    };
    const both = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'iot:DescribeJobExecution'];
    const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    expect(actionsOf('Handler')).toEqual(
      [
        ...both,
        ...logs,
        'iot:CreateJob',
        'iot:DescribeThing',
        'iot:GetThingShadow',
        'iot:UpdateThingShadow',
      ].toSorted(),
    );
    const queue = ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'];
    expect(actionsOf('Settler')).toEqual(
      [...both, ...logs, ...queue, 'iot:CancelJob', 'iot:GetThingShadow', 'iot:UpdateThingShadow'].toSorted(),
    );
    expect(JSON.stringify(granted)).toContain(':thing/ACME-*"');
    expect(JSON.stringify(granted)).not.toContain('"Resource":"*"');
  });

  it('hears what cords report of their relay', () => {
    synthesise().template.hasResourceProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: { Sql: Match.stringLikeRegexp("FROM '\\$aws/things/\\+/shadow/update/accepted'") },
    });
  });

  it('looks every minute for commands whose time is over, among the open ones alone', () => {
    const { template } = synthesise();
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 minute)' });
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'open',
          KeySchema: [
            { AttributeName: 'open', KeyType: 'HASH' },
            { AttributeName: 'expiresAtMs', KeyType: 'RANGE' },
          ],
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('writes down who gave each command', () => {
    const [stage] = Object.values(synthesise().template.findResources('AWS::ApiGateway::Stage'));
    expect(JSON.parse(stage?.['Properties'].AccessLogSetting.Format)).toMatchObject({
      caller: '$context.identity.userArn',
    });
  });

  it('grants control of its own stage alone', () => {
    const stack = new Stack(new App(), 'Stack');
    const control = new RelayControl(stack, 'Control', { stage: 'prod' });
    control.grantControl(new Role(stack, 'Operator', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
    const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toContain('"execute-api:Invoke"');
    expect(policies).toMatch(/"\/",\{"Ref":"ControlApiDeploymentStageprod\w+"\},"\/\*\/devices\/\*"/);
  });

  it('rejects a stage that cannot be part of a URL', () => {
    expect(() => synthesise({ stage: 'prod/eu' })).toThrow(
      expect.objectContaining({ code: 'stage-invalid', constructPath: 'Stack/Control' }),
    );
  });

  it('is written as before', () => {
    const text = JSON.stringify(synthesise().template.toJSON()).replaceAll(/[0-9a-f]{64}/g, '<hash>');
    expect(JSON.parse(text)).toMatchSnapshot();
  });
});

function synthesise(props: RelayControlProps = {}) {
  const stack = new Stack(new App(), 'Stack');
  const control = new RelayControl(stack, 'Control', props);
  return { control, template: Template.fromStack(stack) };
}
