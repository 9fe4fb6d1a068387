import { isMetricName, metrics } from '@cord/fleet';
import type { Threshold } from '@cord/rules';
import type { Notification } from './adapters/sns-notifier.js';

/**
 * Output of a breach statement: the device's message, which thing sent it and which threshold it breaches.
 * Shape: `{ "watts": 6.2, …, "thing_name": "CS-CORD-DK-…", "threshold_id": "load-on" }`
 */
export type BreachMessage = Readonly<Record<string, unknown>> & { thing_name: string; threshold_id: string };

/** Puts one message in breach into words. */
export function describeBreach(message: BreachMessage, threshold: Threshold, now: Date): Notification {
  const { thing_name: thingName } = message;
  const { id: thresholdId, severity } = threshold;
  const metric = threshold.metric !== undefined && isMetricName(threshold.metric) ? threshold.metric : undefined;
  const found = metric === undefined ? message['threshold_value'] : message[metric];
  const value = typeof found === 'number' ? ` ${found}` : '';
  const limit = threshold.above ?? threshold.below;
  const side = threshold.above === undefined ? 'below' : 'above';
  const unit = metric === undefined ? '' : ` ${metrics[metric].unit}`;
  return {
    subject: `[${severity}] ${thresholdId}: ${thingName}`,
    text: [
      `${thingName}: ${metric ?? 'value'}${value} is ${side} ${limit ?? 'its limit'}${unit}`,
      `threshold: ${thresholdId} (${severity})`,
      `at: ${now.toISOString()}`,
    ].join('\n'),
    attributes: { thresholdId, thingName, severity, change: 'breach' },
  };
}
