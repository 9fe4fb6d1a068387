import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig, type CordConfigInput } from '@cord/fleet';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '../src/add-stacks.js';
import { formatCostTable, listCosts } from '../tools/cost-table.js';

const threshold = (id: string) => ({ id, metric: 'watts', above: 5 });

describe('the cost table of the README', () => {
  it('is that of the rules which are deployed', () => {
    const table = formatCostTable({
      'one threshold': billOf({}),
      'three thresholds': billOf({ thresholds: ['a', 'b', 'c'].map(threshold) }),
      'one, stateless': billOf({ cloud: { alerting: 'stateless' } }),
    });
    expect(readFileSync(join(__dirname, '../README.md'), 'utf8')).toContain(table);
  });

  it('counts a rule and an action more for SiteWise', () => {
    expect(totalOf({ cloud: { siteWise: true } }) - totalOf({})).toBeCloseTo(0.3);
  });
});

function billOf(input: CordConfigInput) {
  const stack = addStacks(new App(), parseConfig(input));
  return listCosts(Object.values(Template.fromStack(stack).findResources('AWS::IoT::TopicRule')) as never);
}

function totalOf(input: CordConfigInput): number {
  return billOf(input).reduce((sum, { dollars }) => sum + dollars, 0);
}
