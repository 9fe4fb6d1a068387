import { CfnMapping, Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';

/** A page of AWS for people. */
export interface ConsolePage {
  readonly site: 'console' | 'quicksight';
  /** Shape: `/cloudwatch/home…`. */
  readonly path: string;
}

/** Of the two sites in each partition, after the region. */
const domains: Readonly<Record<string, Readonly<Record<ConsolePage['site'], string>>>> = {
  aws: { console: 'console.aws.amazon.com', quicksight: 'quicksight.aws.amazon.com' },
  'aws-cn': { console: 'console.amazonaws.cn', quicksight: 'quicksight.amazonaws.cn' },
  'aws-us-gov': { console: 'console.amazonaws-us-gov.com', quicksight: 'quicksight.aws-us-gov.amazon.com' },
};

/** The page's URL in the stack's region, whose partition may be known at deployment only. */
export function formatConsoleUrl(scope: Construct, { site, path }: ConsolePage): string {
  const stack = Stack.of(scope);
  const partition = Token.isUnresolved(stack.region) ? undefined : RegionInfo.get(stack.region).partition;
  const domain = domains[partition ?? '']?.[site] ?? findDomains(stack).findInMap(stack.partition, site);
  return `https://${stack.region}.${domain}${path}`;
}

function findDomains(stack: Stack): CfnMapping {
  const id = 'ConsoleDomains';
  return (stack.node.tryFindChild(id) as CfnMapping | undefined) ?? new CfnMapping(stack, id, { mapping: domains });
}
