import { configDefaults, cordConfigSchema, metricsTopicFilter } from '@cord/fleet';
import type { Threshold } from '@cord/rules';
import { Construct } from 'constructs';
import { DevicePolicy } from './registration/device-policy.js';
import { DeviceRegistrationApi, type DeviceRegistrationApiProps } from './registration/device-registration-api.js';
import { EnergyDashboard, type EnergyDashboardProps } from './energy/energy-dashboard.js';
import { AwsConstructError } from './errors.js';
import { OperationsDashboard } from './operations/operations-dashboard.js';
import { RelayControl, type RelayControlProps } from './commands/relay-control.js';
import { SiteWiseAssets, type SiteWiseAssetsProps } from './telemetry/site-wise-assets.js';
import { checkProps } from './shared/check-props.js';
import { claimTopicRoot } from './shared/topic-root-claim.js';
import { TelemetryLake, type TelemetryLakeProps } from './telemetry/telemetry-lake.js';
import { ThresholdAlerts, type ThresholdAlertsProps } from './alerts/threshold-alerts.js';

/** What a part is given by the whole. */
type Shared = 'stage' | 'topicRoot' | 'topicFilter' | 'thingPrefix' | 'devicePolicy' | 'thresholds' | 'lake';

const { topicRoot: topicRootSchema, thingPrefix: thingPrefixSchema } = cordConfigSchema.shape;
const schemas = { topicRoot: topicRootSchema, thingPrefix: thingPrefixSchema };

/** Each part may be set up further, or left out with `false`. */
export interface CordBackendProps {
  /** Last part of the APIs' URLs. @default 'dev' */
  readonly stage?: string;
  /** First level of every telemetry topic. @default 'iot8020', which the cord's firmware uses */
  readonly topicRoot?: string;
  /** Goes before the secure element's id in a thing name. @default 'CS-CORD-DK-', which the cord's firmware expects */
  readonly thingPrefix?: string;
  /** Made by `defineThreshold` of @cord/rules. @default none */
  readonly thresholds?: readonly Threshold[];
  /** What every registered device may do. @default a new `DevicePolicy` */
  readonly devicePolicy?: DevicePolicy;
  /** @default with the defaults of `DeviceRegistrationApi` */
  readonly registration?: Omit<DeviceRegistrationApiProps, Shared> | false;
  /** @default with the defaults of `TelemetryLake` */
  readonly lake?: Omit<TelemetryLakeProps, Shared> | false;
  /** @default with the defaults of `ThresholdAlerts` */
  readonly alerts?: Omit<ThresholdAlertsProps, Shared> | false;
  /** @default with the defaults of `RelayControl` */
  readonly control?: Omit<RelayControlProps, Shared> | false;
  /** @default alarms that are seen alone */
  readonly operations?: { readonly emails?: readonly string[] } | false;
  /** Amazon QuickSight costs by the user, and an account subscribes to it once. @default none */
  readonly energy?: Omit<EnergyDashboardProps, Shared> | false;
  /**
   * Deploy although another stack of this account and region uses the topic root too: both then hear the same things, store
   * each message twice and alert twice, and either may switch the other's machines. @default false
   */
  readonly sharesTopicRoot?: boolean;
  /** @default none */
  readonly siteWise?: Omit<SiteWiseAssetsProps, Shared> | false;
}

/**
 * The whole backend of a fleet of cords: they register, their telemetry is kept, thresholds are watched, relays are switched,
 * and the backend itself is watched. A part that is left out is absent; the rest does without it. AWS IoT has one space of
 * topics and things per account and region, so that CloudFormation refuses a second backend of the same topic root there.
 *
 * Throws: `AwsConstructError` as the parts do, and `prop-invalid` for the energy dashboard without the lake that it shows.
 */
export class CordBackend extends Construct {
  readonly devicePolicy: DevicePolicy;
  readonly registration?: DeviceRegistrationApi;
  readonly lake?: TelemetryLake;
  readonly alerts?: ThresholdAlerts;
  readonly control?: RelayControl;
  readonly operations?: OperationsDashboard;
  readonly energy?: EnergyDashboard;
  readonly siteWise?: SiteWiseAssets;

  constructor(scope: Construct, id: string, props: CordBackendProps = {}) {
    super(scope, id);
    checkProps(this, props, { schemas });
    const { stage, thingPrefix, topicRoot = configDefaults.topicRoot, thresholds = [] } = props;
    this.devicePolicy = props.devicePolicy ?? new DevicePolicy(this, 'DevicePolicy', { topicRoot });
    const { devicePolicy } = this;
    if (props.registration !== false) {
      const shared = { stage, thingPrefix, devicePolicy };
      this.registration = new DeviceRegistrationApi(this, 'Registration', { ...props.registration, ...shared });
    }
    if (props.lake !== false) this.lake = new TelemetryLake(this, 'Lake', { ...props.lake, topicRoot });
    if (props.alerts !== false) {
      const shared = { thresholds, topicFilter: metricsTopicFilter(topicRoot) };
      this.alerts = new ThresholdAlerts(this, 'Alerts', { ...props.alerts, ...shared });
    }
    if (props.control !== false) {
      this.control = new RelayControl(this, 'Control', { ...props.control, stage, thingPrefix });
    }
    if (props.operations !== false) {
      const { registration, lake, alerts, control } = this;
      const watched = { registration, lake, alerts, control };
      this.operations = new OperationsDashboard(this, 'Operations', { ...props.operations, ...watched });
    }
    if (props.energy) {
      const lake = this.#requireLake();
      this.energy = new EnergyDashboard(this, 'Energy', { ...props.energy, lake, thresholds });
    }
    if (props.siteWise) this.siteWise = new SiteWiseAssets(this, 'SiteWise', { ...props.siteWise, topicRoot });
    if (props.sharesTopicRoot !== true) claimTopicRoot(this, topicRoot);
  }

  #requireLake(): TelemetryLake {
    if (this.lake !== undefined) return this.lake;
    throw new AwsConstructError(this, 'prop-invalid', 'energy: expected with a lake to show, found without lake');
  }
}
