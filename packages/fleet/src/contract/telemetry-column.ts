import { metricList } from './metric.js';

/** How a column is kept; each home has one type of its own for each. */
export type ColumnType = 'text' | 'integer' | 'boolean' | 'double';

export interface TelemetryColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** The unit, or what it means. */
  readonly comment: string;
}

/**
 * What a row of telemetry holds in both homes: the ingestion statement's own columns, the relay, and every metric in its unit.
 * A column that a message lacks is null, never zero. A field that is not listed here is not kept.
 */
export const telemetryColumns: readonly TelemetryColumn[] = [
  { name: 'thing_name', type: 'text', comment: 'thing that sent the message' },
  { name: 'received_at', type: 'integer', comment: 'arrival, epoch milliseconds' },
  { name: 'relay_on', type: 'boolean', comment: 'the switched output' },
  // Double for every metric: one value with a fraction in an integer column would turn the whole message away.
  ...metricList.map(({ name, unit }) => ({ name, type: 'double' as const, comment: unit })),
];
