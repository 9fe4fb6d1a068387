import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { IotRule } from '../../src/rules/iot-rule.js';
import {
  publishToSns,
  putAssetPropertyValues,
  republish,
  type IotRuleAction,
} from '../../src/rules/iot-rule-action.js';

describe('an action of a rule', () => {
  it('publishes to SNS what the statement gives, by a role that may do this alone', () => {
    const template = synthesise((stack) => publishToSns(new Topic(stack, 'Topic')));
    const [topicId = ''] = Object.keys(template.findResources('AWS::SNS::Topic'));
    hasAction(template, { Sns: { TargetArn: { Ref: topicId }, MessageFormat: 'RAW', RoleArn: Match.anyValue() } });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 'sns:Publish', Effect: 'Allow', Resource: { Ref: topicId } }] },
    });
  });

  it('republishes on one topic', () => {
    const template = synthesise(() => republish('mirror/metrics', { qos: 1 }));
    hasAction(template, { Republish: { Topic: 'mirror/metrics', Qos: 1, RoleArn: Match.anyValue() } });
    expect(grantOf(template)).toMatch(/:topic\/mirror\/metrics"/);
  });

  it('republishes on a topic that a message names, within what the template leaves open', () => {
    const template = synthesise(() => republish('mirror/${topic(2)}/metrics'));
    hasAction(template, { Republish: { Topic: 'mirror/${topic(2)}/metrics', Qos: 0 } });
    expect(grantOf(template)).toMatch(/:topic\/mirror\/\*\/metrics"/);
  });

  it('writes values to SiteWise in the type that their property has', () => {
    const values = [
      { propertyAlias: '/cord/${topic(2)}/watts', value: '${watts}', type: 'double' },
      { propertyAlias: '/cord/${topic(2)}/relay_on', value: '${relay_on}', type: 'boolean' },
    ] as const;
    const timestamp = { TimeInSeconds: '${floor(timestamp() / 1E3)}', OffsetInNanos: '${(timestamp() % 1E3) * 1E6}' };
    hasAction(
      synthesise(() => putAssetPropertyValues(values)),
      {
        IotSiteWise: {
          PutAssetPropertyValueEntries: [
            {
              PropertyAlias: '/cord/${topic(2)}/watts',
              PropertyValues: [{ Value: { DoubleValue: '${watts}' }, Timestamp: timestamp }],
            },
            {
              PropertyAlias: '/cord/${topic(2)}/relay_on',
              PropertyValues: [{ Value: { BooleanValue: '${relay_on}' }, Timestamp: timestamp }],
            },
          ],
        },
      },
    );
  });
});

function synthesise(createAction: (stack: Stack) => IotRuleAction): Template {
  const stack = new Stack(new App(), 'Stack');
  new IotRule(stack, 'Rule', { statement: "SELECT * FROM 'iot8020/+/metrics'", actions: [createAction(stack)] });
  return Template.fromStack(stack);
}

function hasAction(template: Template, action: object): void {
  template.hasResourceProperties('AWS::IoT::TopicRule', { TopicRulePayload: { Actions: [Match.objectLike(action)] } });
}

function grantOf(template: Template): string {
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  return JSON.stringify(policy?.['Properties'].PolicyDocument.Statement);
}
