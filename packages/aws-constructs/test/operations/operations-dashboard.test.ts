import { defineThreshold } from '@cord/rules';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CordBackend, type CordBackendProps } from '../../src/cord-backend.js';

const thresholds = [defineThreshold({ id: 'load-on', metric: 'watts', above: 5 })];

describe('OperationsDashboard', () => {
  it('raises an alarm for everything that loses or delays a message', () => {
    const { backend } = synthesise();
    expect([...backend.operations!.alarms.keys()].toSorted()).toEqual([
      'alerts-announcer-errors',
      'alerts-announcer-throttles',
      'alerts-dead-letters',
      'alerts-evaluator-errors',
      'alerts-evaluator-throttles',
      'alerts-sweeper-errors',
      'alerts-sweeper-throttles',
      'alerts-undelivered',
      'control-5xx',
      'control-dead-letters',
      'control-handler-errors',
      'control-handler-throttles',
      'control-settler-errors',
      'control-settler-throttles',
      'registration-4xx',
      'registration-5xx',
      'registration-handler-errors',
      'registration-handler-throttles',
      'registration-slow',
      'telemetry-dead-letters',
      'telemetry-failed',
      'telemetry-late',
      'telemetry-throttled',
    ]);
  });

  it('takes no traffic for no fault', () => {
    synthesise().template.allResourcesProperties('AWS::CloudWatch::Alarm', { TreatMissingData: 'notBreaching' });
  });

  it('has a dead-letter alarm for every queue', () => {
    const { template } = synthesise();
    const depth = template.findResources('AWS::CloudWatch::Alarm', {
      Properties: { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 },
    });
    expect(Object.keys(depth)).toHaveLength(Object.keys(template.findResources('AWS::SQS::Queue')).length);
  });

  it('watches every function', () => {
    const { template } = synthesise();
    const watched = Object.values(
      template.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'Errors' } }),
    ).map((alarm) => alarm['Properties'].Dimensions[0].Value.Ref as string);
    expect(watched.toSorted()).toEqual(Object.keys(template.findResources('AWS::Lambda::Function')).toSorted());
  });

  it('counts registrations from the log of their function', () => {
    synthesise().template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.message.message = "registration" && $.message.status = 200 }',
      MetricTransformations: [Match.objectLike({ MetricNamespace: 'Cord/Stack', MetricName: 'Registrations' })],
    });
  });

  it('tells the operators, by a topic that CloudWatch can encrypt for', () => {
    const { template } = synthesise({ operations: { emails: ['operations@example.com'] } });
    template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'operations@example.com' });
    const [topicId = ''] = Object.keys(template.findResources('AWS::SNS::Topic')).filter((id) => /Operations/.test(id));
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: topicId }] });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(['kms:Decrypt', 'kms:GenerateDataKey*']),
            Principal: { Service: 'cloudwatch.amazonaws.com' },
          }),
        ]),
      },
    });
  });

  it('tells nobody where nobody is named', () => {
    const { backend, template } = synthesise();
    expect(backend.operations!.alarmTopic).toBeUndefined();
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent() });
  });

  it('shows what is there and no more', () => {
    const { template } = synthesise({ control: false, alerts: false });
    const [page] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const text = JSON.stringify(page);
    for (const title of ['## Registration', '## Telemetry']) expect(text).toContain(title);
    for (const title of ['## Alerts', '## Control']) expect(text).not.toContain(title);
  });

  it('is written as before', () => {
    const resources = Object.entries(synthesise().template.toJSON().Resources as Record<string, { Type: string }>);
    const own = resources.filter(([, { Type }]) => /^AWS::(CloudWatch|Logs::MetricFilter)/.test(Type));
    expect(Object.fromEntries(own)).toMatchSnapshot();
  });
});

function synthesise(props: CordBackendProps = {}) {
  const stack = new Stack(new App(), 'Stack');
  const backend = new CordBackend(stack, 'Backend', { thresholds, ...props });
  return { backend, template: Template.fromStack(stack) };
}
