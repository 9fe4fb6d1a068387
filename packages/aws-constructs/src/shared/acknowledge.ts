import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says beside the resource why a finding of cdk-nag is meant to be so. Shape: rule (`AwsSolutions-SQS3`) to reason. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  Validations.of(construct).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })));
}

/** cdk-nag's id of one finding on an ARN: it writes `<AWS::Region>` or `<Bucket.Arn>` for what is known at deployment only. */
export function findingOnArn(scope: IConstruct, rule: string, on: { Resource: string } | { Policy: string }): string {
  const [[kind, arn] = ['', '']] = Object.entries(on);
  const resolved = Stack.of(scope).resolve(arn) as string | { 'Fn::Join': [string, ArnPart[]] };
  const parts = typeof resolved === 'string' ? [resolved] : resolved['Fn::Join'][1];
  return `${rule}[${kind}::${parts.map(formatPart).join('')}]`;
}

type ArnPart = string | { Ref: string } | { 'Fn::GetAtt': [string, string] };

function formatPart(part: ArnPart): string {
  if (typeof part === 'string') return part;
  return 'Ref' in part ? `<${part.Ref}>` : `<${part['Fn::GetAtt'].join('.')}>`;
}
