import { formatNotification, readSample, type Notification } from '@cord/fleet';
import type { Threshold } from '@cord/rules';

/**
 * Output of a breach statement: the device's message, which thing sent it and which threshold it breaches.
 * Shape: `{ "watts": 6.2, …, "thing_name": "CS-CORD-DK-…", "threshold_id": "load-on" }`
 */
export type BreachMessage = Readonly<Record<string, unknown>> & { thing_name: string; threshold_id: string };

/** Puts one message in breach into words, where nothing is remembered of those before it. */
export function formatBreach(message: BreachMessage, threshold: Threshold, atMs: number): Notification {
  const { thing_name: thingName } = message;
  const value = readSample(threshold, message)?.value;
  const alert = { raisedAtMs: atMs, toldAtMs: atMs, ...(value !== undefined && { value }) };
  const transition = { type: 'raised', atMs, alert } as const;
  const notification = formatNotification({ thresholdId: threshold.id, thingName, transition }, threshold);
  return { ...notification, attributes: { ...notification.attributes, change: 'breach' } };
}
