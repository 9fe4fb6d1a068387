import type { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { Names, Stack } from 'aws-cdk-lib';
import { acknowledge, findingOnArn } from '../shared/acknowledge.js';
import { createServicePrincipal } from '../shared/service-principal.js';
import { checkTopicTemplate, formatGrantedTopic } from './topic-template.js';

/** What a rule does with each message its statement lets through. */
export interface IotRuleAction {
  /** Gives the rule what it needs for the action and says what to write into the template. */
  bind(rule: Construct & { readonly ruleArn: string }): CfnTopicRule.ActionProperty;
}

/**
 * Invokes the function with the statement's output as its event; nobody but this rule may do so through AWS IoT. Many rules
 * that share a function need one permission for all of them (`isPermitted`): a function's policy ends at 20 kB.
 */
export function invokeFunction(target: IFunction, options: { readonly isPermitted?: boolean } = {}): IotRuleAction {
  return {
    bind(rule) {
      if (options.isPermitted !== true) {
        target.addPermission(ownId(rule, `Rule${Names.nodeUniqueId(rule.node)}`), {
          principal: new ServicePrincipal('iot.amazonaws.com'),
          sourceArn: rule.ruleArn,
          sourceAccount: Stack.of(rule).account,
          scope: rule,
        });
      }
      return { lambda: { functionArn: target.functionArn } };
    },
  };
}

/** Appends the statement's output to the delivery stream, one line each. */
export function deliverToFirehose(stream: IDeliveryStream): IotRuleAction {
  return {
    bind(rule) {
      const role = createActionRole(rule, 'FirehoseRole');
      // PutRecord alone: the rule puts one record at a time.
      stream.grant(role, 'firehose:PutRecord');
      return {
        firehose: { deliveryStreamName: stream.deliveryStreamName, roleArn: role.roleArn, separator: '\n' },
      };
    },
  };
}

/** Publishes the statement's output to the SNS topic as it is. */
export function publishToSns(topic: ITopic): IotRuleAction {
  return {
    bind(rule) {
      const role = createActionRole(rule, 'SnsRole');
      topic.grantPublish(role);
      return { sns: { targetArn: topic.topicArn, roleArn: role.roleArn, messageFormat: 'RAW' } };
    },
  };
}

/**
 * Publishes the statement's output on another MQTT topic, which may hold substitution templates: `alerts/${topic(2)}`. A reserved
 * topic begins with two `$`: `$$aws/things/${topic(2)}/shadow/update`.
 *
 * Throws, when it is bound: `AwsConstructError` `prop-invalid` for a template that cannot be read.
 */
export function republish(topic: string, options: { readonly qos?: 0 | 1 } = {}): IotRuleAction {
  return {
    bind(rule) {
      checkTopicTemplate(rule, topic);
      const role = createActionRole(rule, 'RepublishRole');
      const resourceName = formatGrantedTopic(topic);
      const arn = Stack.of(rule).formatArn({ service: 'iot', resource: 'topic', resourceName });
      role.addToPolicy(new PolicyStatement({ actions: ['iot:Publish'], resources: [arn] }));
      if (resourceName.includes('*')) {
        acknowledge(role, {
          [findingOnArn(rule, 'AwsSolutions-IAM5', { Resource: arn })]: 'the topic is known when a message comes',
        });
      }
      return { republish: { topic, qos: options.qos ?? 0, roleArn: role.roleArn } };
    },
  };
}

/** One value of a message, on its way to the SiteWise property of that alias. */
export interface AssetPropertyValue {
  /** May hold substitution templates: `/cord/${topic(2)}/watts`. */
  readonly propertyAlias: string;
  /** Substitution template of the value: `${watts}`. */
  readonly value: string;
  readonly type: 'double' | 'integer' | 'boolean' | 'string';
}

/** Writes values of each message to AWS IoT SiteWise, at the time the rule saw it. */
export function putAssetPropertyValues(values: readonly AssetPropertyValue[]): IotRuleAction {
  return {
    bind(rule) {
      const role = createActionRole(rule, 'SiteWiseRole');
      const resources = ['asset', 'time-series'].map((resource) => {
        return Stack.of(rule).formatArn({ service: 'iotsitewise', resource, resourceName: '*' });
      });
      role.addToPolicy(new PolicyStatement({ actions: ['iotsitewise:BatchPutAssetPropertyValue'], resources }));
      const reason = 'assets and streams of things that register later have ids which nobody knows yet';
      const findings = resources.map((arn) => [findingOnArn(rule, 'AwsSolutions-IAM5', { Resource: arn }), reason]);
      acknowledge(role, Object.fromEntries(findings) as Record<string, string>);
      const putAssetPropertyValueEntries = values.map(({ propertyAlias, value, type }) => ({
        propertyAlias,
        propertyValues: [
          {
            value: { [`${type}Value`]: value },
            timestamp: {
              timeInSeconds: '${floor(timestamp() / 1E3)}',
              offsetInNanos: '${(timestamp() % 1E3) * 1E6}',
            },
          },
        ],
      }));
      return { iotSiteWise: { putAssetPropertyValueEntries, roleArn: role.roleArn } };
    },
  };
}

function createActionRole(rule: Construct, id: string): Role {
  const assumedBy = createServicePrincipal(rule, { service: 'iot', sourceArn: formatRuleArn(rule) });
  return new Role(rule, ownId(rule, id), { assumedBy });
}

/** ARN of the account's rules of that name: naming the rule itself by a token would be a circle, for it names its roles. */
export function formatRuleArn(scope: Construct, ruleName = '*'): string {
  return Stack.of(scope).formatArn({ service: 'iot', resource: 'rule', resourceName: ruleName });
}

/** The id, with a number from the second action of its kind on. */
function ownId(rule: Construct, id: string): string {
  const isTaken = (each: string) => rule.node.tryFindChild(each) !== undefined;
  let own = id;
  for (let number = 2; isTaken(own); number += 1) own = `${id}${number}`;
  return own;
}
