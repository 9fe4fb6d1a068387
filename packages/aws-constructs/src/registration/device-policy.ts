import { configDefaults, cordConfigSchema, ownTopicTrees } from '@cord/fleet';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iot';
import { Construct } from 'constructs';
import { AwsConstructError } from '../errors.js';
import { checkProps } from '../shared/check-props.js';

export interface DevicePolicyProps {
  /** First level of every telemetry topic. @default 'iot8020', which the cord's firmware uses */
  readonly topicRoot?: string;
}

/** AWS IoT refuses a longer policy document; white space does not count. Source: AWS IoT Core endpoints and quotas. */
const MAX_CHARACTERS = 2048;

/** AWS IoT puts in the thing that the connection's certificate is attached to and its client id names. */
const OWN_THING = '${iot:Connection.Thing.ThingName}';

/**
 * The one AWS IoT policy that all devices share: each may connect under its own thing name only, and use its own topics
 * only. The topics are those the local backend grants. It outlives its stack, because registered devices hold on to it and
 * AWS IoT deletes no policy that is in use.
 *
 * Throws: `AwsConstructError` `prop-invalid`, `policy-too-large`.
 */
export class DevicePolicy extends Construct {
  readonly policyName: string;
  readonly policyArn: string;

  constructor(scope: Construct, id: string, props: DevicePolicyProps = {}) {
    super(scope, id);
    const topicRoot = props.topicRoot ?? configDefaults.topicRoot;
    requireSize(this, createDocument(topicRoot, longestArn));
    checkProps(this, props, { schemas: { topicRoot: cordConfigSchema.shape.topicRoot } });
    const document = createDocument(topicRoot, (kind, name) => {
      return Stack.of(this).formatArn({ service: 'iot', resource: kind, resourceName: name });
    });
    const policy = new CfnPolicy(this, 'Resource', { policyDocument: document });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.policyName = policy.ref;
    this.policyArn = policy.attrArn;
  }
}

function createDocument(topicRoot: string, arn: (kind: string, name: string) => string) {
  const trees = ownTopicTrees(topicRoot, OWN_THING);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'iot:Connect',
        Resource: arn('client', OWN_THING),
        Condition: {
          Bool: { 'iot:Connection.Thing.IsAttached': 'true' },
          // What the local broker takes of a CONNECT, by name: what AWS IoT comes to offer is not granted by itself.
          // Source: AWS IoT developer guide, Using connectAttributes.
          'ForAllValues:StringEquals': { 'iot:ConnectAttributes': ['PersistentConnect', 'LastWill'] },
        },
      },
      {
        Effect: 'Allow',
        Action: ['iot:Publish', 'iot:Receive'],
        Resource: trees.map((tree) => arn('topic', `${tree}/*`)),
      },
      { Effect: 'Allow', Action: 'iot:Subscribe', Resource: trees.map((tree) => arn('topicfilter', `${tree}/*`)) },
    ],
  };
}

/** Region and partition are known at deployment only: the longest there are stand in for them. */
function longestArn(kind: string, name: string): string {
  return `arn:aws-us-gov:iot:ap-southeast-1:123456789012:${kind}/${name}`;
}

function requireSize(scope: Construct, document: unknown): void {
  const { length } = JSON.stringify(document).replaceAll(/\s/g, '');
  if (length > MAX_CHARACTERS) {
    throw new AwsConstructError(
      scope,
      'policy-too-large',
      `device policy has ${length} characters, at most ${MAX_CHARACTERS}`,
    );
  }
}
