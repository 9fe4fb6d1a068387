import * as z from 'zod';
import { FleetError } from './errors.js';

const finite = z.number();

/** What a cord measures and reports, by the names of its payload. */
const metered = z.object({
  relay_on: z.boolean().optional(),
  volts: finite.optional(),
  amps: finite.optional(),
  watts: finite.optional(),
  power_factor: finite.optional(),
  watt_hours: finite.optional(),
});

const stored = metered.extend({ thing_name: z.string().min(1), received_at: z.int().nonnegative() });

/**
 * One message from a thing as the ingestion statement hands it to the store.
 *
 * Units: volts V · amps A · watts W · powerFactorPercent whole percent · wattHours Wh since the meter's birth ·
 * receivedAtMs epoch milliseconds of arrival (the payload bears no time of its own).
 * A field that the message lacks is absent, never zero.
 */
export interface Telemetry {
  thingName: string;
  receivedAtMs: number;
  relay?: RelayState;
  volts?: number;
  amps?: number;
  watts?: number;
  powerFactorPercent?: number;
  wattHours?: number;
}

/** The switched output of a cord. */
export type RelayState = 'on' | 'off';

/**
 * Reads the ingestion statement's output: the payload's own fields plus `thing_name` and `received_at`.
 * Fields it does not know are left alone: firmware may send more than the contract says.
 *
 * Throws: `FleetError` `invalid-telemetry` with the path of the first wrong field; empty where the message holds nothing
 * that a cord measures.
 */
export function parseTelemetry(output: unknown): Telemetry {
  const result = stored.safeParse(output);
  if (!result.success) {
    const issue = result.error.issues[0];
    const path = issue?.path.map(String).join('.') ?? '';
    throw new FleetError(
      'invalid-telemetry',
      `telemetry ${path === '' ? '' : `field '${path}' `}is invalid: ${issue?.message}`,
      {
        path,
      },
    );
  }
  const message = result.data;
  const fields = Object.keys(metered.shape);
  if (!fields.some((field) => Object.hasOwn(message, field))) {
    throw new FleetError('invalid-telemetry', `telemetry holds none of ${fields.join(', ')}`, { path: '' });
  }
  return {
    thingName: message.thing_name,
    receivedAtMs: message.received_at,
    ...(message.relay_on !== undefined && { relay: message.relay_on ? 'on' : 'off' }),
    ...(message.volts !== undefined && { volts: message.volts }),
    ...(message.amps !== undefined && { amps: message.amps }),
    ...(message.watts !== undefined && { watts: message.watts }),
    ...(message.power_factor !== undefined && { powerFactorPercent: message.power_factor }),
    ...(message.watt_hours !== undefined && { wattHours: message.watt_hours }),
  };
}
