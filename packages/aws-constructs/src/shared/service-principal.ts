import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** What of a service may take a role. */
export interface ServiceSource {
  readonly service: keyof typeof conditions;
  /** Only on behalf of these. Shape: ARN, with `*` where a name is not known yet. @default whatever the account has */
  readonly sourceArn?: string;
}

const ofAccount = (account: string) => ({ 'aws:SourceAccount': account });

/**
 * How each service says for whom it takes a role. Where its manual does not promise the account, `IfExists` holds it to what it
 * says and lets it through where it says nothing. Source: the services' manuals, on the confused deputy and on their roles.
 */
const conditions = {
  iot: (account: string) => ({ StringEquals: ofAccount(account) }),
  scheduler: (account: string) => ({ StringEquals: ofAccount(account) }),
  firehose: (account: string) => ({
    StringEquals: { 'sts:ExternalId': account },
    StringEqualsIfExists: ofAccount(account),
  }),
  apigateway: (account: string) => ({ StringEqualsIfExists: ofAccount(account) }),
} as const;

/**
 * A service that may take a role on behalf of this account alone: without the condition, another account's resource could make
 * the service act by our role.
 */
export function createServicePrincipal(scope: IConstruct, { service, sourceArn }: ServiceSource): IPrincipal {
  return new ServicePrincipal(`${service}.amazonaws.com`).withConditions({
    ...conditions[service](Stack.of(scope).account),
    ...(sourceArn !== undefined && { ArnLike: { 'aws:SourceArn': sourceArn } }),
  });
}
