import { quote, SqlError } from '../errors.js';
import { isTopicFilter } from '../topic/filter.js';
import { Decimal } from '../value/exact-number.js';
import type { Threshold } from './threshold.js';

/** What the statements are to run as: a rule that names no version runs as another one. */
export const thresholdSqlVersion = '2016-03-23';

/** The SQL of a threshold, for both homes; to run as {@link thresholdSqlVersion}. */
export interface ThresholdStatements {
  readonly breach: string;
  /** Matches a recovery; where the threshold waits for time, everything that is no breach. */
  readonly clear: string;
}

/**
 * Writes the statements whose matches are the samples of a threshold: the breach, and what is no breach. A sample carries
 * the message, `thing_name` and, where the threshold is an expression, its `threshold_value`. A message without the metric
 * matches neither: comparing Undefined is Undefined, and WHERE acts on true alone.
 *
 * Throws: `SqlError` `invalid-topic-filter` for what is no topic filter, or none that stands in quotes.
 *
 * @example
 * thresholdStatements(defineThreshold({ id: 'load-on', metric: 'watts', above: 5 }), { topicFilter: 'iot8020/+/metrics' }).breach
 * // SELECT *, topic(2) AS thing_name FROM 'iot8020/+/metrics' WHERE watts > 5.0
 */
export function thresholdStatements(
  threshold: Threshold,
  { topicFilter }: { topicFilter: string },
): ThresholdStatements {
  if (!isTopicFilter(topicFilter) || topicFilter.includes("'")) {
    const place = { span: { start: 0, end: topicFilter.length }, source: topicFilter };
    throw new SqlError('invalid-topic-filter', `${quote(topicFilter)} is no topic filter to quote`, place);
  }
  const value = threshold.metric ?? `(${threshold.expression ?? ''})`;
  const extra = threshold.metric === undefined ? `, ${value} AS threshold_value` : '';
  const select = `SELECT *, topic(2) AS thing_name${extra} FROM '${topicFilter}'`;
  const [breachOperator, clearOperator] = threshold.above === undefined ? ['<', '>='] : ['>', '<='];
  const limit = formatLimit(threshold, 'limit');
  const clearLimit = formatLimit(threshold, needsEverySample(threshold) ? 'limit' : 'clear');
  return {
    breach: `${select} WHERE ${value} ${breachOperator} ${limit}`,
    clear: `${select} WHERE ${value} ${clearOperator} ${clearLimit}`,
  };
}

// While time runs, a value between the two limits counts too: it ends a pending breach, and a recovery that had begun.
function needsEverySample({ forMs, clearForMs, noDataAfterMs }: Threshold): boolean {
  return forMs > 0 || clearForMs > 0 || noDataAfterMs !== undefined;
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
