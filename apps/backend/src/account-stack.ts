import { ApiGatewayLogRole } from '@cord/aws-constructs';
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What an account has once per region: the role by which API Gateway writes access logs. */
export class AccountStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { ...props, description: 'Cord: what this account and region has once' });
    // It stays when the stack goes, and is taken over by the next one; IAM knows no regions.
    new ApiGatewayLogRole(this, 'ApiGatewayLogRole', { roleName: `cord-api-gateway-logs-${this.region}` });
  }
}
