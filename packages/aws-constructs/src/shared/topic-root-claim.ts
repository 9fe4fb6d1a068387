import { Stack, Token } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

/**
 * Makes a parameter whose name is the topic root's, before anything else of the construct: CloudFormation makes a second one in
 * no stack of the account and region, and names the stack that has it.
 */
export function claimTopicRoot(scope: Construct, topicRoot: string): CfnParameter {
  const others = [...scope.node.children];
  const claim = new CfnParameter(scope, 'OneStagePerAccountAndRegion', {
    name: formatClaimName(topicRoot),
    type: 'String',
    value: Stack.of(scope).stackName,
    description: 'The stack that has the topic root: one stage per account and region, for all hear the same things',
  });
  for (const other of others) other.node.addDependency(claim);
  return claim;
}

/** The name of a parameter may hold few characters; others, which a topic root may hold, are written as their code. */
function formatClaimName(topicRoot: string): string {
  if (Token.isUnresolved(topicRoot)) return `cord-topic-root-${topicRoot}`;
  const written = topicRoot.replaceAll(/[^\w-]/gu, (other) => `.${other.codePointAt(0)?.toString(16)}.`);
  return `cord-topic-root-${written}`;
}
