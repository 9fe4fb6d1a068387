import { metrics, type AlertChange } from '@cord/fleet';
import type { Threshold } from '@cord/rules';
import type { Notification } from './adapters/sns-notifier.js';

const words: Readonly<Record<AlertChange['type'], string>> = {
  raised: 'raised',
  repeated: 'still open',
  cleared: 'cleared',
  'no-data': 'no data',
  'data-resumed': 'data again',
};

/** Puts what came of a threshold into words. `threshold` is absent where the deployment has dropped it meanwhile. */
export function describeNews(news: AlertChange, threshold: Threshold | undefined): Notification {
  const { type, thresholdId, thingName, atMs, alert } = news;
  const severity = alert?.severity ?? threshold?.severity ?? 'warning';
  const lines = [
    `${thingName}: ${describeWhat(news, threshold)}`,
    `threshold: ${thresholdId} (${severity})`,
    ...(alert === undefined ? [] : [`raised: ${formatTime(alert.raisedAtMs)}`]),
    ...(type === 'raised' ? [] : [`${words[type]}: ${formatTime(atMs)}`]),
  ];
  return {
    subject: `[${severity}] ${thresholdId} ${words[type]}: ${thingName}`,
    text: lines.join('\n'),
    attributes: { thresholdId, thingName, severity, change: type },
  };
}

function describeWhat({ type, alert }: AlertChange, threshold: Threshold | undefined): string {
  if (type === 'no-data') return `silent for ${(threshold?.noDataAfterMs ?? 0) / 1000} s`;
  if (type === 'data-resumed') return 'sends data again';
  if (alert === undefined) return words[type];
  const { metric, value, limit } = alert;
  const unit = metric === undefined ? '' : ` ${metrics[metric].unit}`;
  const side = threshold?.above === undefined ? 'below' : 'above';
  const breach = `${metric ?? 'value'}${value === undefined ? '' : ` ${value}`} ${side} ${limit ?? 'its limit'}${unit}`;
  return type === 'cleared' ? `recovered from ${breach}` : breach;
}

function formatTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
