import * as z from 'zod';
import { FleetError } from '../errors.js';
import { metricList, type Metric, type MetricName } from './metric.js';
import { toRelayState } from './relay.js';
import type { MetricValues, Telemetry } from './telemetry.js';

/** Values by column; absent where the message lacks one. Shape: the ingestion statement's output. */
export type TelemetryRow = { thing_name: string; received_at: number; relay_on?: boolean } & {
  [Name in MetricName]?: number;
};

// Null is how some firmware writes that it has no reading.
const measured = z.object({
  relay_on: z.boolean().nullish(),
  ...Object.fromEntries(metricList.map(({ name }) => [name, z.number().nullish()])),
});
const rowSchema = measured.extend({ thing_name: z.string().min(1), received_at: z.int().nonnegative() });

/**
 * Reads the ingestion statement's output: the payload's own fields plus `thing_name` and `received_at`.
 * Fields it does not know are left alone: firmware may send more than the contract says.
 *
 * Throws: `FleetError` `invalid-telemetry` with the path of the first wrong field; empty where the message holds nothing
 * that a cord measures.
 */
export function parseTelemetry(output: unknown): Telemetry {
  const result = rowSchema.safeParse(output);
  if (!result.success) {
    const issue = result.error.issues[0];
    const path = issue?.path.map(String).join('.') ?? '';
    const field = path === '' ? '' : `field '${path}' `;
    throw new FleetError('invalid-telemetry', `telemetry ${field}is invalid: ${issue?.message}`, { path });
  }
  const fields = Object.keys(measured.shape);
  const row: Readonly<Record<string, unknown>> = result.data;
  if (fields.every((field) => row[field] === undefined || row[field] === null)) {
    throw new FleetError('invalid-telemetry', `telemetry holds none of ${fields.join(', ')}`, { path: '' });
  }
  return fromTelemetryRow(result.data as NullableRow);
}

/** A row as it was kept, null where it had none. */
export function fromTelemetryRow(row: NullableRow): Telemetry {
  const relay = toRelayState(row.relay_on);
  const values = metricList.flatMap(({ name, member }) => {
    const value = row[name];
    return typeof value === 'number' ? [[member, value] as const] : [];
  });
  return {
    thingName: row.thing_name,
    receivedAtMs: row.received_at,
    ...(relay !== undefined && { relay }),
    ...(Object.fromEntries(values) as MetricValues),
  };
}

type NullableRow = Pick<TelemetryRow, 'thing_name' | 'received_at'> & {
  [Column in Exclude<keyof TelemetryRow, 'thing_name' | 'received_at'>]?: TelemetryRow[Column] | null;
};

/** The inverse of {@link fromTelemetryRow}. */
export function toTelemetryRow(telemetry: Telemetry): TelemetryRow {
  const { thingName, receivedAtMs, relay } = telemetry;
  const values = metricList.flatMap((metric) => {
    const value = metricValue(telemetry, metric);
    return value === undefined ? [] : [[metric.name, value] as const];
  });
  return {
    thing_name: thingName,
    received_at: receivedAtMs,
    ...(relay !== undefined && { relay_on: relay === 'on' }),
    ...(Object.fromEntries(values) as Partial<Record<MetricName, number>>),
  };
}

function metricValue(telemetry: Telemetry, { member }: Pick<Metric, 'member'>): number | undefined {
  return telemetry[member as keyof MetricValues];
}
