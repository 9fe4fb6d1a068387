/** What a page needs of the fleet: the view, the events it is folded from, and the metrics' units. Imports no validation. */
export type { Alert } from './alert.js';
export type { FleetEvent } from './fleet-event.js';
export { applyFleetEvent, emptyFleetView, type DeviceView, type FleetView } from './fleet-view.js';
export { metrics, type MetricName } from './metric.js';
export type { RelayState, Telemetry } from './telemetry.js';
