import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge, findingOnArn } from './acknowledge.js';
import { createServicePrincipal } from './service-principal.js';

/**
 * The role by which API Gateway writes logs, set once per account and region: without one, no stage with an access log
 * deploys. Another stack's role is replaced by this one, which has the same rights; both stay when their stack goes, because
 * other APIs of the account may depend on them.
 */
export class ApiGatewayLogRole extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const policy = ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs');
    const role = new Role(this, 'Role', {
      assumedBy: createServicePrincipal(this, { service: 'apigateway' }),
      managedPolicies: [policy],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const account = new CfnAccount(this, 'Resource', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(role, {
      [findingOnArn(this, 'AwsSolutions-IAM4', { Policy: policy.managedPolicyArn })]:
        'the policy that the manual of API Gateway names; it follows what the service needs',
    });
  }
}
