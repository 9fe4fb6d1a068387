export { ApiGatewayLogRole, type ApiGatewayLogRoleProps } from './shared/api-gateway-log-role.js';
export { CordBackend, type CordBackendProps } from './cord-backend.js';
export { DevicePolicy, type DevicePolicyProps } from './registration/device-policy.js';
export { DeviceRegistrationApi, type DeviceRegistrationApiProps } from './registration/device-registration-api.js';
export { EnergyDashboard, type EnergyDashboardProps } from './energy/energy-dashboard.js';
export { AwsConstructError, type AwsConstructErrorCode } from './errors.js';
export { HandlerFunction, type HandlerFunctionProps } from './shared/handler-function.js';
export { IotRule, type IotRuleProps } from './rules/iot-rule.js';
export {
  deliverToFirehose,
  invokeFunction,
  publishToSns,
  putAssetPropertyValues,
  republish,
  type AssetPropertyValue,
  type IotRuleAction,
} from './rules/iot-rule-action.js';
export type { RegistrationTrust } from './registration/registration-settings.js';
export { OperationsDashboard, type OperationsDashboardProps } from './operations/operations-dashboard.js';
export { RelayControl, type RelayControlProps } from './commands/relay-control.js';
export { SiteWiseAssets, type SiteWiseAssetsProps } from './telemetry/site-wise-assets.js';
export { TelemetryLake, type TelemetryLakeProps } from './telemetry/telemetry-lake.js';
export { telemetryQueries, type TelemetryQuery } from './telemetry/telemetry-queries.js';
export { ThresholdAlerts, type ThresholdAlertsProps } from './alerts/threshold-alerts.js';
