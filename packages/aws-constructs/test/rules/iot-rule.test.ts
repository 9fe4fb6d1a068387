import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { IotRule, type IotRuleProps } from '../../src/rules/iot-rule.js';
import { invokeFunction } from '../../src/rules/iot-rule-action.js';

const statement = "SELECT *, topic(2) AS thing_name FROM 'iot8020/+/metrics' WHERE watts > 5.0";

describe('IotRule', () => {
  it('writes statement and SQL version', () => {
    synthesise({ statement }).hasResourceProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: { Sql: statement, AwsIotSqlVersion: '2016-03-23', RuleDisabled: false },
    });
  });

  it('lets the function be invoked by this rule and no other', () => {
    const template = synthesise({ statement });
    const [ruleId = ''] = Object.keys(template.findResources('AWS::IoT::TopicRule'));
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'iot.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { 'Fn::GetAtt': [ruleId, 'Arn'] },
    });
  });

  it('keeps what its actions cannot deliver in an encrypted queue for 14 days', () => {
    const template = synthesise({ statement });
    const [queueId = ''] = Object.keys(template.findResources('AWS::SQS::Queue'));
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
    template.hasResourceProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: { ErrorAction: { Sqs: { QueueUrl: { Ref: queueId }, RoleArn: Match.anyValue() } } },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: [{ Action: 'sqs:SendMessage', Effect: 'Allow', Resource: { 'Fn::GetAtt': [queueId, 'Arn'] } }],
          },
        },
      ],
    });
  });

  it('uses the queue it is given', () => {
    synthesise((stack) => ({ statement, deadLetterQueue: new Queue(stack, 'Given') })).resourceCountIs(
      'AWS::SQS::Queue',
      1,
    );
  });

  it('rejects a statement that does not parse, with a caret under the place', () => {
    const wrong = "SELECT * FROM 'iot8020/+/metrics' WERE watts > 5";
    expect(() => synthesise({ statement: wrong })).toThrow(
      expect.objectContaining({ code: 'statement-invalid', constructPath: 'Stack/Rule' }),
    );
    expect(() => synthesise({ statement: wrong })).toThrow(
      /\n  SELECT \* FROM 'iot8020\/\+\/metrics' WERE watts > 5\n {36}\^+$/,
    );
  });

  it('marks the place in a statement of several lines', () => {
    expect(() => synthesise({ statement: "SELECT *\nFROM 'a/b'\nWERE 1 = 1" })).toThrow(/\n  WERE 1 = 1\n  \^+$/);
  });

  it('is written as before', () => {
    expect(synthesise({ statement }).toJSON()).toMatchSnapshot();
  });
});

type Props = Omit<IotRuleProps, 'actions'>;

function synthesise(props: Props | ((stack: Stack) => Props)): Template {
  const stack = new Stack(new App(), 'Stack');
  const target = new LambdaFunction(stack, 'Target', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {};'),
  });
  new IotRule(stack, 'Rule', {
    actions: [invokeFunction(target)],
    ...(typeof props === 'function' ? props(stack) : props),
  });
  return Template.fromStack(stack);
}
