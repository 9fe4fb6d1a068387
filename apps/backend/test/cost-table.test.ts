import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig, type CordConfigInput } from '@cord/fleet';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '../src/add-stacks.js';
import { platformLogs } from '../tools/cost-prices.js';
import {
  listMessageCosts,
  listMonthlyCosts,
  monthlyCostsOfCord,
  type CostLine,
  type Resources,
} from '../tools/cost-table.js';
import { formatCostTable } from '../tools/format-cost-table.js';

const threshold = (id: string) => ({ id, metric: 'watts', above: 5 });
const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
const templates: Record<string, Resources> = {
  'one threshold': resourcesOf({}),
  'three thresholds': resourcesOf({ thresholds: ['a', 'b', 'c'].map(threshold) }),
  'one, stateless': resourcesOf({ cloud: { alerting: 'stateless' } }),
};

describe('the cost tables of the README', () => {
  it.each([
    ['USD per million messages', listMessageCosts],
    ['USD per month', listMonthlyCosts],
  ])('are those of the templates which are deployed: %s', (title, list) => {
    const bills = Object.entries(templates).map(([name, resources]) => [name, list(resources)] as const);
    expect(readme).toContain(formatCostTable(title, Object.fromEntries(bills)));
  });

  it('say what each cord adds', () => {
    const { connected, judged } = monthlyCostsOfCord(templates['one threshold']!);
    expect(readme.replaceAll(/\s+/g, ' ')).toContain(
      `Each cord adds ${connected.toFixed(4)} USD a month by being connected, and ${judged.toFixed(4)} for each threshold`,
    );
    expect(monthlyCostsOfCord(templates['one, stateless']!).judged).toBe(0);
  });

  it('count connection minutes, and what Lambda logs of each run', () => {
    const bill = listMessageCosts(templates['one threshold']!);
    expect(dollarsOf(bill, /connection/)).toBeCloseTo(0.08);
    expect(dollarsOf(bill, /logs/)).toBeCloseTo(platformLogs * 1e6);
    // Measured elsewhere: about 0.22 USD per million runs.
    expect(platformLogs * 1e6).toBeGreaterThan(0.18);
    expect(platformLogs * 1e6).toBeLessThan(0.24);
  });

  it('count a sweep for each schedule of the template', () => {
    const [stateful, stateless] = ['one threshold', 'one, stateless'].map((name) =>
      dollarsOf(listMonthlyCosts(templates[name]!), /sweeps/),
    );
    expect(stateless).toBeGreaterThan(0);
    expect(stateful).toBeGreaterThan(2 * stateless!);
  });

  it('counts a rule and an action more for SiteWise', () => {
    expect(totalOf({ cloud: { siteWise: true } }) - totalOf({})).toBeCloseTo(0.3);
  });
});

function resourcesOf(input: CordConfigInput): Resources {
  return Template.fromStack(addStacks(new App(), parseConfig(input))).toJSON()['Resources'] as Resources;
}

function dollarsOf(bill: readonly CostLine[], what: RegExp): number {
  return bill.find((line) => what.test(line.what))?.dollars ?? 0;
}

function totalOf(input: CordConfigInput): number {
  return listMessageCosts(resourcesOf(input)).reduce((sum, { dollars }) => sum + dollars, 0);
}
