export {
  acceptRegistration,
  type RegistrationAnswer,
  type RegistrationContext,
  type RegistrationRefusal,
} from './accept-registration.js';
export type { Alert } from './alert.js';
export {
  isOpen,
  statesBefore,
  type Command,
  type CommandAction,
  type CommandState,
  type CommandStore,
  type DeviceControl,
  type JobOutcome,
} from './command.js';
export { cordConfigSchema, parseConfig, type CordConfig, type CordConfigInput } from './config.js';
export { FleetError, type FleetErrorCode } from './errors.js';
export { evaluateAlert, sweepAlerts, type AlertChange } from './evaluate-alert.js';
export type { ConnectionRefusalCode, FleetEvent, FleetEventOf } from './fleet-event.js';
export { applyFleetEvent, emptyFleetView, type DeviceView, type FleetCounts, type FleetView } from './fleet-view.js';
export { isMetricName, metrics, type MetricName } from './metric.js';
export type { AlertStateChange, AlertStore, CertificateStatus, DeviceRegistry, TelemetryStore } from './ports.js';
export { readSample } from './read-sample.js';
export { registerDevice, type RegisteredDevice } from './register-device.js';
export { requestReboot, requestRelay, type CommandPorts, type CommandRequest } from './request-relay.js';
export { confirmRelay, expireCommands, readCommand } from './settle-command.js';
export { formatDesiredRelay, parseRelayShadow, toRelayState, type RelayShadow } from './shadow.js';
export { ingestionStatement, reportedRelayStatement } from './statements.js';
export { parseTelemetry, type RelayState, type Telemetry } from './telemetry.js';
export { formatThingName, isThingName } from './thing.js';
export { maySubscribe, mayPublish, metricsTopic, metricsTopicFilter, ownTopicTrees } from './topics.js';
