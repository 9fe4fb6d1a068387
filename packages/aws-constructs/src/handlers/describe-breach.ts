import { readSample } from '@cord/fleet';
import { formatAlertNotice, type Threshold } from '@cord/rules';
import type { Notification } from './adapters/sns-notifier.js';

/**
 * Output of a breach statement: the device's message, which thing sent it and which threshold it breaches.
 * Shape: `{ "watts": 6.2, …, "thing_name": "CS-CORD-DK-…", "threshold_id": "load-on" }`
 */
export type BreachMessage = Readonly<Record<string, unknown>> & { thing_name: string; threshold_id: string };

/** Puts one message in breach into words. `threshold` is that of the thing. */
export function describeBreach(message: BreachMessage, threshold: Threshold, now: Date): Notification {
  const { thing_name: thingName } = message;
  const { id: thresholdId, severity } = threshold;
  const value = readSample(threshold, message)?.value;
  const atMs = now.getTime();
  const alert = { raisedAtMs: atMs, toldAtMs: atMs, ...(value !== undefined && { value }) };
  return {
    ...formatAlertNotice({ threshold, thingName, transition: { type: 'raised', atMs, alert } }),
    attributes: { thresholdId, thingName, severity, change: 'breach' },
  };
}
