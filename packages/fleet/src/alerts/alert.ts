import type { AlertTransition, Threshold } from '@cord/rules';
import type { MetricName } from '../contract/metric.js';

/** One breach of one threshold by one thing, from the moment it was raised until it cleared. */
export interface Alert {
  /** `<thresholdId>/<thingName>/<raisedAtMs>` */
  id: string;
  thresholdId: string;
  thingName: string;
  severity: Threshold['severity'];
  /** Absent where the threshold is an expression rather than one metric. */
  metric?: MetricName;
  /** The value that raised it, in the metric's unit; absent where the message bore none. */
  value?: number;
  limit?: number;
  raisedAtMs: number;
  /** Absent while the alert is open. */
  clearedAtMs?: number;
}

/** What came of one sample or tick, worth telling; plain JSON. */
export interface AlertChange {
  thresholdId: string;
  thingName: string;
  /** As the step said it, value included. */
  transition: AlertTransition;
  /** The alert's record as it now stands. */
  alert?: Alert;
}
