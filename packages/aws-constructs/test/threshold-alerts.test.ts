import { defineThreshold } from '@cord/rules';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ThresholdAlerts, type ThresholdAlertsProps } from '../src/threshold-alerts.js';

const loadOn = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });
const undervoltage = defineThreshold({ id: 'undervoltage', metric: 'volts', below: 207 });

describe('ThresholdAlerts', () => {
  it('makes one rule of every threshold, all sharing one function and one dead-letter queue', () => {
    const template = synthesise({ thresholds: [loadOn, undervoltage] });
    template.resourceCountIs('AWS::IoT::TopicRule', 2);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::SQS::Queue', 1);
    template.resourceCountIs('AWS::Lambda::Permission', 2);
  });

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

  it('lets the function publish to the topic with its key, send to the queue, write its log, and nothing else', () => {
    const template = synthesise({ thresholds: [loadOn] });
    const [[, handlerPolicy]] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
      id.includes('HandlerRole'),
    ) as [[string, Record<string, any>]];
    const actions = handlerPolicy['Properties'].PolicyDocument.Statement.flatMap(
      ({ Action }: { Action: string | string[] }) => Action,
    );
    expect(actions.toSorted()).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey*',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sns:Publish',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:SendMessage',
    ]);
    expect(JSON.stringify(handlerPolicy['Properties'])).not.toContain('"Resource":"*"');
  });

  it('keeps a notification that could not be sent', () => {
    const template = synthesise({ thresholds: [loadOn] });
    const [queueId = ''] = Object.keys(template.findResources('AWS::SQS::Queue'));
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queueId, 'Arn'] } } },
    });
  });

  it('subscribes addresses and numbers', () => {
    const template = synthesise({ thresholds: [], emails: ['ops@example.com'], phoneNumbers: ['+14255550100'] });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'sms', Endpoint: '+14255550100' });
  });

  it('rejects a threshold that is declared twice', () => {
    expect(() => synthesise({ thresholds: [loadOn, loadOn] })).toThrow(
      expect.objectContaining({ code: 'threshold-twice', constructPath: 'Stack/Alerts' }),
    );
  });

  it('is written as before', () => {
    const text = JSON.stringify(synthesise({ thresholds: [loadOn] }).toJSON()).replaceAll(/[0-9a-f]{64}/g, '<hash>');
    expect(JSON.parse(text)).toMatchSnapshot();
  });
});

function synthesise(props: ThresholdAlertsProps): Template {
  const stack = new Stack(new App(), 'Stack');
  new ThresholdAlerts(stack, 'Alerts', props);
  return Template.fromStack(stack);
}
