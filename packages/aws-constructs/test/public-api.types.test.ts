import type { Threshold } from '@cord/rules';
import type { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { expectTypeOf } from 'expect-type';
import {
  invokeFunction,
  type AwsConstructErrorCode,
  type CordBackend,
  type CordBackendProps,
  type DevicePolicyProps,
  type DeviceRegistrationApi,
  type DeviceRegistrationApiProps,
  type EnergyDashboardProps,
  type IotRuleAction,
  type IotRuleProps,
  type OperationsDashboardProps,
  type RegistrationTrust,
  type RelayControlProps,
  type SiteWiseAssetsProps,
  type TelemetryLakeProps,
  type ThresholdAlertsProps,
} from '../src/index.js';

/** Keys that must be given. */
type RequiredKeys<Props> = {
  [Key in keyof Props]-?: object extends Pick<Props, Key> ? never : Key;
}[keyof Props];

/** What somebody's app is written against. The type checker is what tests it: a run asserts nothing further. */
describe('the types that users see', () => {
  it('ask for nothing that has a default', () => {
    expectTypeOf<RequiredKeys<CordBackendProps>>().toBeNever();
    expectTypeOf<RequiredKeys<DeviceRegistrationApiProps>>().toBeNever();
    expectTypeOf<RequiredKeys<DevicePolicyProps>>().toBeNever();
    expectTypeOf<RequiredKeys<TelemetryLakeProps>>().toBeNever();
    expectTypeOf<RequiredKeys<RelayControlProps>>().toBeNever();
    expectTypeOf<RequiredKeys<OperationsDashboardProps>>().toBeNever();
    expectTypeOf<RequiredKeys<SiteWiseAssetsProps>>().toBeNever();
    expectTypeOf<RequiredKeys<ThresholdAlertsProps>>().toEqualTypeOf<'thresholds'>();
    expectTypeOf<RequiredKeys<EnergyDashboardProps>>().toEqualTypeOf<'lake' | 'principalArn'>();
    expectTypeOf<RequiredKeys<IotRuleProps>>().toEqualTypeOf<'statement' | 'actions'>();
  });

  it('let each part of the whole be set up further or left out, and give a part what it shares', () => {
    expectTypeOf<false>().toExtend<CordBackendProps['registration']>();
    type Registration = Exclude<CordBackendProps['registration'], false | undefined>;
    expectTypeOf<keyof Registration>().toEqualTypeOf<
      Exclude<keyof DeviceRegistrationApiProps, 'stage' | 'thingPrefix' | 'devicePolicy'>
    >();
    type Lake = Exclude<CordBackendProps['lake'], false | undefined>;
    expectTypeOf<keyof Lake>().toEqualTypeOf<'retentionDays' | 'maxScannedBytes' | 'deliveryInterval'>();
    type Alerts = Exclude<CordBackendProps['alerts'], false | undefined>;
    expectTypeOf<keyof Alerts>().toEqualTypeOf<Exclude<keyof ThresholdAlertsProps, 'thresholds' | 'topicFilter'>>();
    type Energy = Exclude<CordBackendProps['energy'], false | undefined>;
    expectTypeOf<Energy>().toEqualTypeOf<{ readonly principalArn: string }>();
    expectTypeOf<CordBackend['registration']>().toEqualTypeOf<DeviceRegistrationApi | undefined>();
  });

  it('take what other packages make', () => {
    expectTypeOf<ThresholdAlertsProps['thresholds']>().toEqualTypeOf<readonly Threshold[]>();
    expectTypeOf<TelemetryLakeProps['deliveryInterval']>().toEqualTypeOf<Duration | undefined>();
    expectTypeOf<DeviceRegistrationApiProps['logRetention']>().toEqualTypeOf<RetentionDays | undefined>();
    expectTypeOf<IotRuleProps['deadLetterQueue']>().toEqualTypeOf<IQueue | undefined>();
    expectTypeOf(invokeFunction).returns.toEqualTypeOf<IotRuleAction>();
  });

  it('are closed where the choice is', () => {
    expectTypeOf<ThresholdAlertsProps['mode']>().toEqualTypeOf<'stateful' | 'stateless' | undefined>();
    expectTypeOf<AwsConstructErrorCode>().toEqualTypeOf<
      | 'prop-invalid'
      | 'statement-invalid'
      | 'policy-too-large'
      | 'settings-too-large'
      | 'stage-invalid'
      | 'threshold-twice'
    >();
    expectTypeOf<keyof RegistrationTrust>().toEqualTypeOf<
      'signerExpiry' | 'allowTestSigner' | 'trustMicrochip' | 'logSigners' | 'deviceRoots'
    >();
  });

  it('can be changed by nobody after they were given', () => {
    expectTypeOf<CordBackendProps>().toEqualTypeOf<Readonly<CordBackendProps>>();
    expectTypeOf<ThresholdAlertsProps>().toEqualTypeOf<Readonly<ThresholdAlertsProps>>();
    expectTypeOf<IotRuleProps>().toEqualTypeOf<Readonly<IotRuleProps>>();
    expectTypeOf<DeviceRegistrationApiProps>().toEqualTypeOf<Readonly<DeviceRegistrationApiProps>>();
  });
});
