import { Decimal } from '../value/exact-number.js';
import type { Threshold } from './threshold.js';

/** The SQL of a threshold, for both homes. Both are to run as version 2016-03-23. */
export interface ThresholdStatements {
  readonly breach: string;
  /** Absent where nothing waits for a recovery: then each breach stands alone. */
  readonly clear?: string;
}

/**
 * Writes the statements whose matches are the samples of a threshold: the breach, and what is no breach. A sample carries
 * the message, `thing_name`, `received_at` and, where the threshold is an expression, its `threshold_value`.
 *
 * @example
 * thresholdStatements(defineThreshold({ id: 'load-on', metric: 'watts', above: 5 }), { topicFilter: 'iot8020/+/metrics' }).breach
 * // SELECT *, topic(2) AS thing_name FROM 'iot8020/+/metrics' WHERE watts > 5.0
 */
export function thresholdStatements(
  threshold: Threshold,
  { topicFilter }: { topicFilter: string },
): ThresholdStatements {
  const value = threshold.metric ?? `(${threshold.expression ?? ''})`;
  const extra = threshold.metric === undefined ? `, ${value} AS threshold_value` : '';
  const select = `SELECT *, topic(2) AS thing_name${extra} FROM '${topicFilter}'`;
  const [breachOperator, clearOperator] = threshold.above === undefined ? ['<', '>='] : ['>', '<='];
  const limit = formatLimit(threshold, 'limit');
  const clearLimit = formatLimit(threshold, threshold.noDataAfterMs === undefined ? 'clear' : 'limit');
  return {
    breach: `${select} WHERE ${value} ${breachOperator} ${limit}`,
    clear: `${select} WHERE ${value} ${clearOperator} ${clearLimit}`,
  };
}

/** The limit as SQL; things with limits of their own are told apart by the second level of the topic. */
function formatLimit(threshold: Threshold, which: 'limit' | 'clear'): string {
  const own = Object.entries(threshold.perThing).map(([thing, override]) => {
    return ` WHEN '${thing}' THEN ${formatNumber(limitOf({ ...threshold, ...override }, which))}`;
  });
  const common = formatNumber(limitOf(threshold, which));
  return own.length === 0 ? common : `CASE topic(2)${own.join('')} ELSE ${common} END`;
}

function limitOf(
  { above, below, clearAt }: Pick<Threshold, 'above' | 'below' | 'clearAt'>,
  which: 'limit' | 'clear',
): number {
  const limit = above ?? below ?? 0;
  return which === 'clear' ? (clearAt ?? limit) : limit;
}

/** `5` as `5.0`, as the seed's statement has it, and never with an exponent. */
function formatNumber(value: number): string {
  const text = new Decimal(value).toFixed();
  return Number.isInteger(value) ? `${text}.0` : text;
}
