/** What a page needs of the fleet: the view, the events it is folded from, and the metrics. Imports no validation. */
export type { Alert } from '../alerts/alert.js';
export {
  decimalsOf,
  mainMetric,
  metricList,
  metrics,
  otherMetrics,
  type Metric,
  type MetricName,
} from '../contract/metric.js';
export type { RelayState } from '../contract/relay.js';
export type { MetricValues, Telemetry } from '../contract/telemetry.js';
export type { FleetEvent } from './fleet-event.js';
export { applyFleetEvents, emptyFleetView, type DeviceView, type FleetView } from './fleet-view.js';
