import { isMetricName, metrics, type Alert } from '@cord/fleet';
import type { AnnouncedThreshold } from '../alert-settings.js';

/**
 * Output of a breach statement: the device's message, which thing sent it and which threshold it breaches.
 * Shape: `{ "watts": 6.2, …, "thing_name": "CS-CORD-DK-…", "threshold_id": "load-on" }`
 */
export type BreachMessage = Readonly<Record<string, unknown>> & { thing_name: string; threshold_id: string };

/** Puts one message in breach into words. */
export function describeBreach(
  message: BreachMessage,
  threshold: AnnouncedThreshold,
  now: Date,
): { subject: string; text: string; alert: Alert } {
  const { thing_name: thingName } = message;
  const { id: thresholdId, severity } = threshold;
  const metric = threshold.metric !== undefined && isMetricName(threshold.metric) ? threshold.metric : undefined;
  const found = metric === undefined ? undefined : message[metric];
  const value = typeof found === 'number' ? found : undefined;
  const limit = threshold.above ?? threshold.below;
  const alert: Alert = {
    id: `${thresholdId}/${thingName}/${now.getTime()}`,
    thresholdId,
    thingName,
    severity,
    ...(metric !== undefined && { metric }),
    ...(value !== undefined && { value }),
    ...(limit !== undefined && { limit }),
    raisedAtMs: now.getTime(),
  };
  const side = threshold.above === undefined ? 'below' : 'above';
  const unit = metric === undefined ? '' : ` ${metrics[metric].unit}`;
  const what = limit === undefined ? 'breached' : `${metric ?? 'value'} ${value ?? ''} is ${side} ${limit}${unit}`;
  return {
    subject: `[${severity}] ${thresholdId}: ${thingName}`,
    text: [`${thingName}: ${what}`, `threshold: ${thresholdId} (${severity})`, `at: ${now.toISOString()}`].join('\n'),
    alert,
  };
}
