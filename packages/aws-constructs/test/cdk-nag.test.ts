import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { defineThreshold } from '@cord/rules';
import { CordBackend } from '../src/cord-backend.js';
import { DeviceRegistrationApi } from '../src/registration/device-registration-api.js';
import { IotRule } from '../src/rules/iot-rule.js';
import { putAssetPropertyValues, republish } from '../src/rules/iot-rule-action.js';
import { RelayControl } from '../src/commands/relay-control.js';
import { TelemetryLake } from '../src/telemetry/telemetry-lake.js';
import { ThresholdAlerts } from '../src/alerts/threshold-alerts.js';

const thresholds = [defineThreshold({ id: 'load-on', metric: 'watts', above: 5, for: '30s' })];

const compositions: Record<string, (scope: Construct) => unknown> = {
  CordBackend: (scope) => {
    const principalArn = 'arn:aws:quicksight:us-east-1:123456789012:user/default/ann';
    const operations = { emails: ['operations@example.com'] };
    return new CordBackend(scope, 'Backend', { thresholds, operations, energy: { principalArn }, siteWise: {} });
  },
  DeviceRegistrationApi: (scope) => new DeviceRegistrationApi(scope, 'Registration'),
  IotRule: (scope) => {
    return new IotRule(scope, 'Rule', {
      statement: "SELECT * FROM 'iot8020/+/metrics'",
      actions: [
        republish('mirror/${topic(2)}'),
        putAssetPropertyValues([{ propertyAlias: '/cord/${topic(2)}/watts', value: '${watts}', type: 'double' }]),
      ],
    });
  },
  RelayControl: (scope) => new RelayControl(scope, 'Control'),
  'ThresholdAlerts, stateful': (scope) => new ThresholdAlerts(scope, 'Alerts', { thresholds }),
  'ThresholdAlerts, stateless': (scope) => new ThresholdAlerts(scope, 'Alerts', { thresholds, mode: 'stateless' }),
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
