import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { TelemetryLake } from '../src/telemetry-lake.js';

const compositions: Record<string, (scope: Construct) => unknown> = {
  TelemetryLake: (scope) => new TelemetryLake(scope, 'Lake'),
};

/** Whoever embeds one construct in an app of theirs gets no finding from it. */
describe.each([
  ['unknown', {}],
  ['known', { account: '123456789012', region: 'eu-west-1' }],
])('cdk-nag, where account and region are %s', (_, env) => {
  it.each(Object.entries(compositions))('finds nothing in %s', (__, compose) => {
    const app = new App();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const stack = new Stack(app, 'Stack', { env });
    compose(stack);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
