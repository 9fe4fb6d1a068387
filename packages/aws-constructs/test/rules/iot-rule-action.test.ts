import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { IotRule } from '../../src/rules/iot-rule.js';
import {
  invokeFunction,
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

  it('republishes on a reserved topic, which a template writes with two $ and a grant with one', () => {
    const template = synthesise(() => republish('$$aws/things/${topic(2)}/shadow/update'));
    hasAction(template, { Republish: { Topic: '$$aws/things/${topic(2)}/shadow/update' } });
    expect(grantOf(template)).toMatch(/:topic\/\$aws\/things\/\*\/shadow\/update"/);
  });

  it('leaves open in a grant what stands in a template, braces and quotes included', () => {
    const template = synthesise(() => republish("mirror/${get({'a': '}'}, 'a')}/metrics"));
    expect(grantOf(template)).toMatch(/:topic\/mirror\/\*\/metrics"/);
  });

  it('rejects a template that does not end', () => {
    expect(() => synthesise(() => republish('mirror/${topic(2)'))).toThrow(
      expect.objectContaining({ code: 'prop-invalid', constructPath: 'Stack/Rule' }),
    );
  });

  it('may stand beside others of its kind', () => {
    const template = synthesiseAll((stack) => [
      publishToSns(new Topic(stack, 'One')),
      publishToSns(new Topic(stack, 'Two')),
      republish('one'),
      republish('two'),
      invokeFunction(createFunction(stack, 'First')),
      invokeFunction(createFunction(stack, 'Second')),
      putAssetPropertyValues([{ propertyAlias: '/a', value: '${a}', type: 'double' }]),
      putAssetPropertyValues([{ propertyAlias: '/b', value: '${b}', type: 'double' }]),
    ]);
    const [rule] = Object.values(template.findResources('AWS::IoT::TopicRule'));
    const actions = rule?.['Properties'].TopicRulePayload.Actions as object[];
    const kinds = actions.flatMap(Object.keys);
    expect(kinds).toEqual(['Sns', 'Sns', 'Republish', 'Republish', 'Lambda', 'Lambda', 'IotSiteWise', 'IotSiteWise']);
    const roles = JSON.stringify(actions).match(/"RoleArn":\{[^}]*\}/g) ?? [];
    expect(new Set(roles).size).toBe(6);
    template.resourceCountIs('AWS::Lambda::Permission', 2);
  });

  it('may stand twice on the same target', () => {
    const template = synthesiseAll((stack) => {
      const target = createFunction(stack, 'First');
      return [invokeFunction(target), invokeFunction(target)];
    });
    template.resourceCountIs('AWS::Lambda::Permission', 2);
  });

  it('rejects an eleventh action of one rule', () => {
    expect(() => synthesiseAll(() => Array.from({ length: 11 }, (_, index) => republish(`topic/${index}`)))).toThrow(
      expect.objectContaining({
        code: 'prop-invalid',
        message: 'Stack/Rule: actions: expected at most 10 actions of one rule, found 11 entries',
      }),
    );
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
  return synthesiseAll((stack) => [createAction(stack)]);
}

function synthesiseAll(createActions: (stack: Stack) => IotRuleAction[]): Template {
  const stack = new Stack(new App(), 'Stack');
  new IotRule(stack, 'Rule', { statement: "SELECT * FROM 'iot8020/+/metrics'", actions: createActions(stack) });
  return Template.fromStack(stack);
}

function createFunction(stack: Stack, id: string): LambdaFunction {
  const code = Code.fromInline('exports.handler = () => {};');
  return new LambdaFunction(stack, id, { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code });
}

function hasAction(template: Template, action: object): void {
  template.hasResourceProperties('AWS::IoT::TopicRule', { TopicRulePayload: { Actions: [Match.objectLike(action)] } });
}

function grantOf(template: Template): string {
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  return JSON.stringify(policy?.['Properties'].PolicyDocument.Statement);
}
