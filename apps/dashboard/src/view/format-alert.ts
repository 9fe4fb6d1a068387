import type { Alert } from '@cord/fleet/view';
import { formatMetric } from '../format/quantity.js';

/** What raised it: `'watts 1,499.8 W, limit 5.0 W'`; an expression bears no metric of its own. */
export function formatBreach({ metric, value, limit }: Alert): string {
  if (metric === undefined) return 'an expression over several metrics';
  const name = metric.replaceAll('_', ' ');
  return limit === undefined
    ? `${name} ${formatMetric(metric, value)}`
    : `${name} ${formatMetric(metric, value)}, limit ${formatMetric(metric, limit)}`;
}

export function isOpen(alert: Alert): boolean {
  return alert.clearedAtMs === undefined;
}
