import type { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { Names, Stack } from 'aws-cdk-lib';

/** What a rule does with each message its statement lets through. */
export interface IotRuleAction {
  /** Gives the rule what it needs for the action and says what to write into the template. */
  bind(rule: Construct & { readonly ruleArn: string }): CfnTopicRule.ActionProperty;
}

/** Invokes the function with the statement's output as its event; nobody but this rule may do so through AWS IoT. */
export function invokeFunction(target: IFunction): IotRuleAction {
  return {
    bind(rule) {
      target.addPermission(`Rule${Names.nodeUniqueId(rule.node)}`, {
        principal: new ServicePrincipal('iot.amazonaws.com'),
        sourceArn: rule.ruleArn,
        sourceAccount: Stack.of(rule).account,
        scope: rule,
      });
      return { lambda: { functionArn: target.functionArn } };
    },
  };
}
