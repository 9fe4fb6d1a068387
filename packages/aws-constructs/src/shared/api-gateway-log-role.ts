import { CfnDeletionPolicy, RemovalPolicy } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role, type CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import * as z from 'zod';
import { acknowledge, findingOnArn } from './acknowledge.js';
import { checkProps } from './check-props.js';
import { createServicePrincipal } from './service-principal.js';

export interface ApiGatewayLogRoleProps {
  /** @default made up by CloudFormation, another one each time */
  readonly roleName?: string;
}

/** Source: IAM API reference, CreateRole. */
const roleName = z.string().regex(/^[\w+=,.@-]{1,64}$/, 'expected 1 to 64 of a-z A-Z 0-9 + = , . @ _ -');

/**
 * The role by which API Gateway writes logs, set once per account and region: without one, no stage with an access log
 * deploys. Another stack's role is replaced by this one, which has the same rights; both stay when their stack goes, because
 * other APIs of the account may depend on them. With a name of its own, a role that stayed is found again: a deployment with
 * `--import-existing-resources` takes it over instead of making another.
 *
 * Throws: `AwsConstructError` `prop-invalid`.
 */
export class ApiGatewayLogRole extends Construct {
  constructor(scope: Construct, id: string, props: ApiGatewayLogRoleProps = {}) {
    super(scope, id);
    checkProps(this, props, { schemas: { roleName } });
    const policy = ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs');
    const role = new Role(this, 'Role', {
      assumedBy: createServicePrincipal(this, { service: 'apigateway' }),
      managedPolicies: [policy],
      roleName: props.roleName,
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    // Under another name it is another role, and the account has turned to that one before this one goes.
    (role.node.defaultChild as CfnRole).cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
    const account = new CfnAccount(this, 'Resource', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(role, {
      [findingOnArn(this, 'AwsSolutions-IAM4', { Policy: policy.managedPolicyArn })]:
        'the policy that the manual of API Gateway names; it follows what the service needs',
    });
  }
}
