import { defineThreshold } from '@cord/rules';
import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { CordBackend, type CordBackendProps } from '../src/cord-backend.js';
import { EnergyDashboard } from '../src/energy/energy-dashboard.js';
import { OperationsDashboard } from '../src/operations/operations-dashboard.js';
import { RelayControl, type RelayControlProps } from '../src/commands/relay-control.js';
import { DevicePolicy } from '../src/registration/device-policy.js';
import { DeviceRegistrationApi, type DeviceRegistrationApiProps } from '../src/registration/device-registration-api.js';
import { IotRule } from '../src/rules/iot-rule.js';
import { republish } from '../src/rules/iot-rule-action.js';
import { ApiGatewayLogRole } from '../src/shared/api-gateway-log-role.js';
import { SiteWiseAssets } from '../src/telemetry/site-wise-assets.js';
import { TelemetryLake, type TelemetryLakeProps } from '../src/telemetry/telemetry-lake.js';
import { ThresholdAlerts, type ThresholdAlertsProps } from '../src/alerts/threshold-alerts.js';

type Create = (scope: Construct) => unknown;

const thresholds = [defineThreshold({ id: 'load-on', metric: 'watts', above: 5 })];
const statement = "SELECT * FROM 'iot8020/+/metrics'";
const emptyPem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';

const backend =
  (props: CordBackendProps): Create =>
  (scope) =>
    new CordBackend(scope, 'It', props);
const registration =
  (props: DeviceRegistrationApiProps): Create =>
  (scope) =>
    new DeviceRegistrationApi(scope, 'It', props);
const lake =
  (props: TelemetryLakeProps): Create =>
  (scope) =>
    new TelemetryLake(scope, 'It', props);
const alerts =
  (props: Partial<ThresholdAlertsProps>): Create =>
  (scope) =>
    new ThresholdAlerts(scope, 'It', { thresholds, ...props });
const control =
  (props: RelayControlProps): Create =>
  (scope) =>
    new RelayControl(scope, 'It', props);
const rule =
  (ruleName: string): Create =>
  (scope) =>
    new IotRule(scope, 'It', { statement, actions: [], ruleName });
const policy =
  (topicRoot: string): Create =>
  (scope) =>
    new DevicePolicy(scope, 'It', { topicRoot });
const siteWise =
  (thingName: string): Create =>
  (scope) =>
    new SiteWiseAssets(scope, 'It', { thingNames: ['plug', thingName] });

/** Where, what was found there, and who must refuse it. */
const wrong: readonly (readonly [prop: string, found: string, create: Create])[] = [
  ['topicRoot', '"*"', backend({ topicRoot: '*' })],
  ['topicRoot', '"a/b"', backend({ topicRoot: 'a/b', registration: false, lake: false })],
  ['thingPrefix', '"*"', backend({ thingPrefix: '*' })],
  [
    'energy',
    'without lake',
    backend({ lake: false, energy: { principalArn: 'arn:aws:quicksight:us-east-1:123456789012:user/default/ann' } }),
  ],
  ['topicRoot', '"*"', policy('*')],
  ['topicRoot', '"?"', policy('?')],
  ['topicRoot', '""', policy('')],
  ['thingPrefix', '"*"', registration({ thingPrefix: '*' })],
  ['dailyQuota', '0', registration({ dailyQuota: 0 })],
  ['dailyQuota', '1.5', registration({ dailyQuota: 1.5 })],
  ['maxEntries', '0', registration({ maxEntries: 0 })],
  ['maxBodyBytes', '1', registration({ maxBodyBytes: 1 })],
  ['requestsPerSecond', '-1', registration({ requestsPerSecond: -1 })],
  ['burst', '0.5', registration({ burst: 0.5 })],
  ['trust.logSigners[0]', '""', registration({ trust: { logSigners: [''] } })],
  ['trust.deviceRoots[0]', '"-----BEGIN', registration({ trust: { deviceRoots: [emptyPem] } })],
  ['trust.signerExpiry', '"never"', registration({ trust: { signerExpiry: 'never' as 'report' } })],
  ['topicRoot', '"#"', lake({ topicRoot: '#' })],
  ['retentionDays', '0', lake({ retentionDays: 0 })],
  ['retentionDays', '1.5', lake({ retentionDays: 1.5 })],
  ['retentionDays', 'NaN', lake({ retentionDays: Number.NaN })],
  ['maxScannedBytes', '1', lake({ maxScannedBytes: 1 })],
  ['emails[0]', '"nope"', alerts({ emails: ['nope'] })],
  ['emails[1]', '"nope"', alerts({ emails: ['ops@example.com', 'nope'] })],
  ['phoneNumbers[0]', '"0123"', alerts({ phoneNumbers: ['0123'] })],
  ['httpsUrls[0]', '"http://example.com"', alerts({ httpsUrls: ['http://example.com'] })],
  ['mode', '"stateles"', alerts({ mode: 'stateles' as 'stateless' })],
  ['topicFilter', '"a/#/b"', alerts({ topicFilter: 'a/#/b' })],
  ['topicFilter', '""', alerts({ topicFilter: '' })],
  ['thingPrefix', '"*"', control({ thingPrefix: '*' })],
  ['burst', '0', control({ burst: 0 })],
  ['emails[0]', '"nope"', (scope) => new OperationsDashboard(scope, 'It', { emails: ['nope'] })],
  [
    'principalArn',
    '"ann"',
    (scope) => new EnergyDashboard(scope, 'It', { lake: new TelemetryLake(scope, 'Lake'), principalArn: 'ann' }),
  ],
  ['topicRoot', '"*"', (scope) => new SiteWiseAssets(scope, 'It', { topicRoot: '*' })],
  ['thingNames[1]', '"a b"', siteWise('a b')],
  ['roleName', '"a b"', (scope) => new ApiGatewayLogRole(scope, 'It', { roleName: 'a b' })],
  ['ruleName', '"a-b"', rule('a-b')],
  ['ruleName', '""', rule('')],
  ['ruleName', '"aaa', rule('a'.repeat(129))],
];

describe('a property of a construct', () => {
  it.each(wrong)('rejects %s with %s', (prop, found, create) => {
    const run = () => create(new Stack(new App(), 'Stack'));
    expect(run).toThrow(
      expect.objectContaining({ name: 'AwsConstructError', code: 'prop-invalid', constructPath: 'Stack/It' }),
    );
    expect(run).toThrow(new RegExp(`^Stack/It: ${escape(prop)}: .*expected .*${escape(found)}`, 's'));
  });

  it.each([registration, control])('rejects a stage as the configuration does', (create) => {
    for (const stage of ['Prod', '', '1', Fn.importValue('stage')]) {
      expect(() => create({ stage })(new Stack(new App(), 'Stack'))).toThrow(
        expect.objectContaining({ code: 'stage-invalid', constructPath: 'Stack/It' }),
      );
    }
  });

  it('says what it is, what was expected and what was found', () => {
    expect(() => lake({ retentionDays: 0 })(new Stack(new App(), 'Stack'))).toThrowErrorMatchingInlineSnapshot(
      `"Stack/It: retentionDays: expected number to be >=1, found 0"`,
    );
    expect(() => alerts({ emails: ['nope'] })(new Stack(new App(), 'Stack'))).toThrowErrorMatchingInlineSnapshot(
      `"Stack/It: emails[0]: expected an e-mail address, found "nope""`,
    );
    expect(() => rule('a-b')(new Stack(new App(), 'Stack'))).toThrowErrorMatchingInlineSnapshot(
      `"Stack/It: ruleName: expected 1 to 128 of a-z A-Z 0-9 _, found "a-b""`,
    );
  });

  it('is taken as it is where it is known at deployment only', () => {
    const stack = new Stack(new App(), 'Stack');
    const text = new CfnParameter(stack, 'Text').valueAsString;
    const count = new CfnParameter(stack, 'Count', { type: 'Number' }).valueAsNumber;
    new DevicePolicy(stack, 'Policy', { topicRoot: text });
    new DeviceRegistrationApi(stack, 'Registration', {
      thingPrefix: text,
      dailyQuota: count,
      trust: { logSigners: [text] },
    });
    new ThresholdAlerts(stack, 'Alerts', { thresholds, emails: [text, 'ops@example.com'], phoneNumbers: [text] });
    new IotRule(stack, 'Rule', { statement, actions: [republish('a')], ruleName: Fn.importValue('name') });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

function escape(text: string): string {
  return text.replaceAll(/[^\w\s]/g, String.raw`\$&`);
}
