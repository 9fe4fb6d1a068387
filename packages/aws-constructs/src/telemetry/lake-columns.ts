import { metrics } from '@cord/fleet';
import { Schema, type Column } from 'aws-cdk-lib/aws-glue';

/**
 * What a row of the lake holds: the ingestion statement's own columns, the relay, and every metric in its unit.
 * A column that a message lacks is null, never zero. A field that is not listed here is not kept.
 */
export const telemetryColumns: readonly Column[] = [
  { name: 'thing_name', type: Schema.STRING, comment: 'thing that sent the message' },
  { name: 'received_at', type: Schema.BIG_INT, comment: 'arrival, epoch milliseconds' },
  { name: 'relay_on', type: Schema.BOOLEAN, comment: 'the switched output' },
  // Double for every metric: one value with a fraction in an integer column would turn the whole message away.
  ...Object.values(metrics).map(({ name, unit }) => ({ name, type: Schema.DOUBLE, comment: unit })),
];

/** Days are those of the message's arrival at the delivery stream, in UTC. */
export const dayColumn: Column = { name: 'day', type: Schema.STRING, comment: 'UTC, 2026-01-15' };
