import type { metrics, MetricName } from './metric.js';
import type { RelayState } from './relay.js';

/**
 * One message from a thing: who, when, and what the message held of the relay and of each metric.
 *
 * Units: those of {@link metrics}; `powerFactorPercent` is whole percent, `wattHours` counts since the meter's birth,
 * `receivedAtMs` is the arrival in epoch milliseconds (the payload bears no time of its own).
 * A field that the message lacks is absent, never zero.
 */
export type Telemetry = {
  thingName: string;
  receivedAtMs: number;
  relay?: RelayState;
} & MetricValues;

/** Values by member, each in its metric's unit. */
export type MetricValues = { [Name in MetricName as (typeof metrics)[Name]['member']]?: number };
