import { mayPublish, maySubscribe } from '@cord/fleet';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DevicePolicy, type DevicePolicyProps } from '../../src/registration/device-policy.js';

const THING = 'CS-CORD-DK-0123f2408ea1fcf201';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: unknown;
}

describe('DevicePolicy', () => {
  it('lets a device connect as itself only, and only while its certificate is attached', () => {
    const [connect] = statementsFor(THING, 'iot:Connect');
    expect(connect).toEqual({
      Effect: 'Allow',
      Action: 'iot:Connect',
      Resource: `arn:aws:iot:eu-west-1:123456789012:client/${THING}`,
      Condition: {
        Bool: { 'iot:Connection.Thing.IsAttached': 'true' },
        'ForAllValues:StringEquals': { 'iot:ConnectAttributes': ['PersistentConnect', 'LastWill'] },
      },
    });
  });

  const topics = [
    `iot8020/${THING}/metrics`,
    `$aws/things/${THING}/shadow/update`,
    `$aws/things/${THING}/jobs/1/update`,
    `${THING}/private`,
    'iot8020/CS-CORD-DK-0123000000000000ee/metrics',
    '$aws/things/CS-CORD-DK-0123000000000000ee/shadow/update',
    `iot8021/${THING}/metrics`,
    `iot8020/${THING}x/metrics`,
    '$aws/events/presence/connected/x',
  ];

  it.each(topics)('allows publishing on %s if the local backend does', (topic) => {
    for (const action of ['iot:Publish', 'iot:Receive']) {
      expect(allows(action, 'topic', topic)).toBe(mayPublish('iot8020', THING, topic));
    }
  });

  it.each([...topics, `${THING}/#`, `iot8020/${THING}/+`, 'iot8020/+/metrics', '#', '$aws/things/+/shadow/update'])(
    'allows subscribing to %s if the local backend does',
    (topicFilter) => {
      expect(allows('iot:Subscribe', 'topicfilter', topicFilter)).toBe(maySubscribe('iot8020', THING, topicFilter));
    },
  );

  it('names no partition of its own', () => {
    const template = synthesise({}, { region: undefined, account: undefined });
    expect(JSON.stringify(template)).not.toContain('arn:aws');
  });

  it('outlives its stack', () => {
    synthesise({}).hasResource('AWS::IoT::Policy', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('stays below the size limit with the longest topic root the configuration allows', () => {
    expect(() => synthesise({ topicRoot: 'r'.repeat(64) })).not.toThrow();
  });

  it('rejects a policy that AWS IoT would find too long', () => {
    expect(() => synthesise({ topicRoot: 'r'.repeat(800) })).toThrow(
      expect.objectContaining({ code: 'policy-too-large', constructPath: 'Stack/Policy' }),
    );
  });

  it('is written as before', () => {
    expect(synthesise({}, { region: undefined, account: undefined }).toJSON()).toMatchSnapshot();
  });
});

function synthesise(props: DevicePolicyProps, env: { region?: string; account?: string } = {}): Template {
  const stack = new Stack(new App(), 'Stack', { env });
  new DevicePolicy(stack, 'Policy', props);
  return Template.fromStack(stack);
}

/** The statements on an action as AWS IoT reads them on a connection of the thing. */
function statementsFor(thingName: string, action: string): Statement[] {
  const template = synthesise({}, { region: 'eu-west-1', account: '123456789012' });
  const [policy] = Object.values(template.findResources('AWS::IoT::Policy'));
  const document = JSON.stringify(policy?.['Properties'].PolicyDocument)
    .replaceAll(
      /\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},("[^"]*")\]\]\}/g,
      (_, rest: string) => `"arn:aws${rest.slice(1)}`,
    )
    .replaceAll('${iot:Connection.Thing.ThingName}', thingName);
  const { Statement: statements } = JSON.parse(document) as { Statement: Statement[] };
  return statements.filter((statement) => [statement.Action].flat().includes(action));
}

/** AWS IoT: `*` in a resource stands for any text; a filter's own wildcards are plain characters. */
function allows(action: string, kind: 'topic' | 'topicfilter', name: string): boolean {
  const arn = `arn:aws:iot:eu-west-1:123456789012:${kind}/${name}`;
  return statementsFor(THING, action)
    .flatMap((statement) => statement.Resource)
    .some((resource) => {
      const [head = '', tail] = resource.split('*');
      return tail === undefined ? arn === head : arn.startsWith(head) && arn.endsWith(tail) && arn.length > head.length;
    });
}
