import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says beside the resource why a finding of cdk-nag is meant to be so. Shape: rule (`AwsSolutions-IAM5`) to reason. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  Validations.of(construct).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })));
}
