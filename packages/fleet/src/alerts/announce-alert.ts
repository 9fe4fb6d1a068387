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

/** `threshold` is absent where the configuration has dropped it meanwhile. The words are those of @cord/rules. */
export function formatNotification(change: AlertChange, threshold: Threshold | undefined): Notification {
  const { thresholdId, thingName, transition, alert } = change;
  const severity = alert?.severity ?? threshold?.severity ?? 'warning';
  const known = threshold && thresholdOf(threshold, thingName);
  return {
    ...formatAlertNotice({ threshold: known ?? { id: thresholdId, severity }, thingName, transition }),
    attributes: { thresholdId, thingName, severity, change: transition.type },
  };
}
