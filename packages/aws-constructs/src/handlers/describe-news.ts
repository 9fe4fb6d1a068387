import type { AlertChange } from '@cord/fleet';
import { formatAlertNotice, thresholdOf, type AlertTransition, type Threshold } from '@cord/rules';
import type { Notification } from './adapters/sns-notifier.js';

/** Puts what came of a threshold into words. `threshold` is absent where the deployment has dropped it meanwhile. */
export function describeNews(news: AlertChange, threshold: Threshold | undefined): Notification {
  const { type, thresholdId, thingName, alert } = news;
  const severity = alert?.severity ?? threshold?.severity ?? 'warning';
  const notice =
    threshold === undefined
      ? { subject: `[${severity}] ${thresholdId} ${type}: ${thingName}`, text: describeDropped(news) }
      : formatAlertNotice({
          threshold: thresholdOf(threshold, thingName),
          thingName,
          transition: toTransition(news),
        });
  return { ...notice, attributes: { thresholdId, thingName, severity, change: type } };
}

/** The step's transition again, from what was written of it. */
function toTransition({ type, atMs, alert }: AlertChange): AlertTransition {
  if (alert === undefined) return { type: type === 'no-data' ? 'no-data' : 'data-resumed', atMs };
  const { raisedAtMs, value } = alert;
  return { type, atMs, alert: { raisedAtMs, toldAtMs: atMs, ...(value !== undefined && { value }) } };
}

function describeDropped({ type, thresholdId, thingName, atMs }: AlertChange): string {
  return [
    `${thresholdId} ${type} for ${thingName} at ${new Date(atMs).toISOString()}`,
    'The threshold is no longer in the configuration.',
  ].join('\n');
}
