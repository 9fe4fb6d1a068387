export { ApiGatewayLogRole } from './api-gateway-log-role.js';
export { CordBackend, type CordBackendProps } from './cord-backend.js';
export { DevicePolicy, type DevicePolicyProps } from './device-policy.js';
export { DeviceRegistrationApi, type DeviceRegistrationApiProps } from './device-registration-api.js';
export { EnergyDashboard, type EnergyDashboardProps } from './energy-dashboard.js';
export { AwsConstructError, type AwsConstructErrorCode } from './errors.js';
export { HandlerFunction, type HandlerFunctionProps } from './handler-function.js';
export { IotRule, type IotRuleProps } from './iot-rule.js';
export {
  deliverToFirehose,
  invokeFunction,
  publishToSns,
  putAssetPropertyValues,
  republish,
  type AssetPropertyValue,
  type IotRuleAction,
} from './iot-rule-action.js';
export type { RegistrationTrust } from './registration-settings.js';
export { OperationsDashboard, type OperationsDashboardProps } from './operations-dashboard.js';
export { RelayControl, type RelayControlProps } from './relay-control.js';
export { SiteWiseAssets, type SiteWiseAssetsProps } from './site-wise-assets.js';
export { TelemetryLake, type TelemetryLakeProps } from './telemetry-lake.js';
export { telemetryQueries, type TelemetryQuery } from './telemetry-queries.js';
export { ThresholdAlerts, type ThresholdAlertsProps } from './threshold-alerts.js';
