export type { Alert, AlertChange } from './alerts/alert.js';
export { announceAlert, formatNotification } from './alerts/announce-alert.js';
export { evaluateAlert, stepThreshold, type ThresholdStep } from './alerts/evaluate-alert.js';
export type {
  AlertHistory,
  AlertStateChange,
  AlertStore,
  Notification,
  Notifier,
  SweepPlace,
  SweepProgress,
} from './alerts/ports.js';
export { sweepAlerts, waitsForTime, type Sweep, type SweepOptions } from './alerts/sweep-alerts.js';
export { stepOf, takeSample } from './alerts/take-sample.js';
export type { Clock, Ids } from './clock.js';
export { isOpen, statesBefore, type Command, type CommandAction, type CommandState } from './commands/command.js';
export { expireCommands, type Expiry } from './commands/expire-commands.js';
export type { CommandPorts, CommandStore, DeviceControl, JobOutcome, Publisher } from './commands/ports.js';
export { requestReboot, requestRelay, type CommandRequest } from './commands/request-command.js';
export { confirmRelay, readCommand } from './commands/settle-command.js';
export { cloudSchema } from './config/cloud.js';
export { cordConfigSchema, parseConfig, type CordConfig, type CordConfigInput } from './config/cord-config.js';
export { configDefaults } from './config/defaults.js';
export { notificationsSchema } from './config/notifications.js';
export { registrationSchema } from './config/registration.js';
export {
  decimalsOf,
  isMetricName,
  mainMetric,
  metricList,
  metrics,
  otherMetrics,
  type Metric,
  type MetricName,
} from './contract/metric.js';
export { toRelayState, type RelayState } from './contract/relay.js';
export { readSample } from './contract/sample.js';
export { formatDesiredRelay, parseRelayShadow, type RelayShadow } from './contract/shadow.js';
export { ingestionStatement, reportedRelayStatement } from './contract/statements.js';
export { telemetryColumns, type ColumnType, type TelemetryColumn } from './contract/telemetry-column.js';
export { fromTelemetryRow, parseTelemetry, toTelemetryRow, type TelemetryRow } from './contract/telemetry-row.js';
export type { MetricValues, Telemetry } from './contract/telemetry.js';
export { formatThingName, isThingName } from './contract/thing.js';
export { maySubscribe, mayPublish, metricsTopic, metricsTopicFilter, ownTopicTrees } from './contract/topics.js';
export { doEach, type EachOptions, type ItemFailure } from './each.js';
export { FleetError, type FleetErrorCode } from './errors.js';
export {
  acceptRegistration,
  type RegistrationAnswer,
  type RegistrationContext,
  type RegistrationRefusal,
} from './registration/accept-registration.js';
export type {
  CertificateStatus,
  DeviceDirectory,
  DeviceRegistry,
  Principal,
  RegisteredThing,
} from './registration/ports.js';
export { registerDevice, type RegisteredDevice } from './registration/register-device.js';
export { ingestionRule, reportedRelayRule, rulesOf, thresholdRules, type FleetRule, type RuleAction } from './rules.js';
export type { MetricSummary, TelemetryBucket, TelemetryHistory, TelemetryRange } from './telemetry/ports.js';
export { stepEnergy } from './energy/energy-step.js';
export type { EnergyOptions, EnergyPart, EnergyReading, EnergyState, EnergyStep } from './energy/energy.js';
export { lastDays, telemetryQueries, type TelemetryQuery } from './telemetry/telemetry-queries.js';
export type { ConnectionRefusalCode, FleetEvent, FleetEventOf } from './view/fleet-event.js';
export {
  ALERTS_KEPT,
  applyFleetEvents,
  emptyFleetView,
  foldFleetEvent,
  type DeviceView,
  type FleetCounts,
  type FleetView,
  type LiveFleetView,
} from './view/fleet-view.js';
