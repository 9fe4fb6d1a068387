import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { createServicePrincipal } from './service-principal.js';

/** Invokes the function every minute with an empty event; a minute that was missed is not made up for. */
export class MinutelySchedule extends Construct {
  constructor(scope: Construct, id: string, props: { readonly target: IFunction; readonly description: string }) {
    super(scope, id);
    const { target, description } = props;
    // The scheduler acts on behalf of a group, not of one schedule.
    const group = { service: 'scheduler', resource: 'schedule-group', resourceName: 'default' };
    const role = new Role(this, 'Role', {
      assumedBy: createServicePrincipal(this, { service: 'scheduler', sourceArn: Stack.of(this).formatArn(group) }),
      inlinePolicies: {
        Invoke: new PolicyDocument({
          // CDK's own target would add every version and alias of the function.
          statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] })],
        }),
      },
    });
    new CfnSchedule(this, 'Resource', {
      description,
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: target.functionArn,
        roleArn: role.roleArn,
        input: '{}',
        retryPolicy: { maximumRetryAttempts: 0 },
      },
    });
  }
}
