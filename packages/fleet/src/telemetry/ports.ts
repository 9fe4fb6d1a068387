import type { MetricName } from '../contract/metric.js';
import type { Telemetry } from '../contract/telemetry.js';

/** What has been kept. */
export interface TelemetryHistory {
  /** The newest `limit` messages of a range, oldest first. */
  read(range: TelemetryRange): Promise<readonly Telemetry[]>;
  /**
   * The first `limit` buckets of a range that hold a message, oldest first. A bucket begins at a multiple of its length since
   * 1970-01-01 UTC; the first and the last are whole, whatever the range says.
   */
  readBuckets(range: TelemetryRange & { stepMs: number }): Promise<readonly TelemetryBucket[]>;
}

/** Of one thing. Epoch milliseconds; `toMs` is the first that does not belong to it. */
export interface TelemetryRange {
  thingName: string;
  fromMs: number;
  toMs: number;
  limit: number;
}

/** What the messages of one bucket said; plain JSON. */
export interface TelemetryBucket {
  startMs: number;
  /** Messages in it. */
  samples: number;
  /** In each metric's unit; a metric that no message had is absent. */
  metrics: Partial<Record<MetricName, MetricSummary>>;
}

export interface MetricSummary {
  min: number;
  mean: number;
  max: number;
}
