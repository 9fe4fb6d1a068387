import { formatAlertNotice, thresholdOf, type Threshold } from '@cord/rules';
import type { AlertChange } from './alert.js';
import type { Notification, Notifier } from './ports.js';

/** Brings what came of a threshold to people, in the words of its own templates where it has some. */
export async function announceAlert(
  change: AlertChange,
  thresholds: readonly Threshold[],
  notifier: Notifier,
): Promise<void> {
  const threshold = thresholds.find(({ id }) => id === change.thresholdId);
  await notifier.notify(formatNotification(change, threshold));
}

/** `threshold` is absent where the configuration has dropped it meanwhile. */
export function formatNotification(change: AlertChange, threshold: Threshold | undefined): Notification {
  const { thresholdId, thingName, transition, alert } = change;
  const severity = alert?.severity ?? threshold?.severity ?? 'warning';
  const notice =
    threshold === undefined
      ? {
          subject: `[${severity}] ${thresholdId} ${transition.type}: ${thingName}`,
          text: formatDropped(change),
        }
      : formatAlertNotice({ threshold: thresholdOf(threshold, thingName), thingName, transition });
  return { ...notice, attributes: { thresholdId, thingName, severity, change: transition.type } };
}

function formatDropped({ thresholdId, thingName, transition: { type, atMs } }: AlertChange): string {
  return [
    `${thresholdId} ${type} for ${thingName} at ${new Date(atMs).toISOString()}`,
    'The threshold is no longer in the configuration.',
  ].join('\n');
}
