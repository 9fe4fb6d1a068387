import { quote, SqlError } from '../errors.js';
import type { BinaryOperator, Expression, SelectItem } from '../sql/tree/ast.js';
import { formatStatement } from '../sql/tree/format.js';
import { parseAlias, parseLoneExpression } from '../sql/parse/statement-parser.js';
import { isTopicFilter } from '../topic/filter.js';
import { newestVersion } from '../value/dialect.js';
import { Decimal } from '../value/exact-number.js';
import type { Threshold } from './threshold.js';

/** What the statements are to run as: a rule that names no version runs as another one. */
export const thresholdSqlVersion = newestVersion;

/** The SQL of a threshold, for both homes; to run as {@link thresholdSqlVersion}. */
export interface ThresholdStatements {
  readonly breach: string;
  /** Matches a recovery; where the threshold waits for time, everything that is no breach. */
  readonly clear: string;
}

export interface ThresholdStatementOptions {
  /** Whose messages are samples; the second level of their topics is the thing's name. */
  readonly topicFilter: string;
  /** Further fields of the output. Shape: IoT SQL by alias, as in `{ received_at: 'timestamp()' }`. @default none */
  readonly fields?: Readonly<Record<string, string>>;
}

/**
 * Writes the statements whose matches are the samples of a threshold: the breach, and what is no breach. A sample carries
 * the message, `fields`, `thing_name` and, where the threshold is an expression, its `threshold_value`. A message without the
 * metric matches neither: comparing Undefined is Undefined, and WHERE acts on true alone.
 *
 * Throws: `SqlError` `invalid-topic-filter` for what is no topic filter, or none that stands in quotes; and for a field whose
 * alias or expression cannot be parsed, or whose alias is one of the statement's own.
 *
 * @example
 * thresholdStatements(defineThreshold({ id: 'load-on', metric: 'watts', above: 5 }), { topicFilter: 'iot8020/+/metrics' }).breach
 * // SELECT *, topic(2) AS thing_name FROM 'iot8020/+/metrics' WHERE watts > 5.0
 */
export function thresholdStatements(threshold: Threshold, options: ThresholdStatementOptions): ThresholdStatements {
  const { topicFilter, fields = {} } = options;
  if (!isTopicFilter(topicFilter) || topicFilter.includes("'")) {
    const place = { span: { start: 0, end: topicFilter.length }, source: topicFilter };
    throw new SqlError('invalid-topic-filter', `${quote(topicFilter)} is no topic filter to quote`, place);
  }
  const value = parseLoneExpression(threshold.metric ?? threshold.expression ?? '');
  const items = [
    select({ kind: 'all', object: undefined, span }),
    ...Object.entries(fields).map(([alias, expression]) => parseField(alias, expression)),
    select(topicLevel2, 'thing_name'),
    ...(threshold.metric === undefined ? [select(value, 'threshold_value')] : []),
  ];
  const write = (operator: BinaryOperator, limit: Expression): string =>
    formatStatement({
      set: [],
      select: { kind: 'items', items },
      topicFilter: { text: topicFilter, span },
      where: { kind: 'binary', operator, left: value, right: limit, span },
      span,
    });
  const isAbove = threshold.above !== undefined;
  return {
    breach: write(isAbove ? '>' : '<', limitExpression(threshold, 'limit')),
    clear: write(isAbove ? '<=' : '>=', limitExpression(threshold, needsEverySample(threshold) ? 'limit' : 'clear')),
  };
}

/** The tree is written, never read from a text, so that it stands nowhere. */
const span = { start: 0, end: 0 };
const topicLevel2: Expression = {
  kind: 'call',
  name: 'topic',
  arguments: [{ kind: 'number', text: '2', span }],
  span,
};
const ownAliases: ReadonlySet<string> = new Set(['thing_name', 'threshold_value']);

function select(expression: Expression, ...alias: string[]): SelectItem {
  return { expression, alias: alias.length === 0 ? undefined : alias, span };
}

function parseField(text: string, expression: string): SelectItem {
  const alias = parseAlias(text);
  if (ownAliases.has(alias[0] ?? '')) {
    const place = { span: { start: 0, end: text.length }, source: text };
    throw new SqlError('syntax', `expected an alias that is not the statement's own, found ${quote(text)}`, place);
  }
  return select(parseLoneExpression(expression), ...alias);
}

// While time runs, a value between the two limits counts too: it ends a pending breach, and a recovery that had begun.
function needsEverySample({ forMs, clearForMs, noDataAfterMs }: Threshold): boolean {
  return forMs > 0 || clearForMs > 0 || noDataAfterMs !== undefined;
}

/** The limit as SQL; things with limits of their own are told apart by the second level of the topic. */
function limitExpression(threshold: Threshold, which: 'limit' | 'clear'): Expression {
  const common = numberExpression(limitOf(threshold, which));
  const branches = Object.entries(threshold.perThing).map(([thing, override]) => ({
    when: { kind: 'literal', value: thing, span } as const,
    result: numberExpression(limitOf({ ...threshold, ...override }, which)),
  }));
  return branches.length === 0 ? common : { kind: 'case', subject: topicLevel2, branches, otherwise: common, span };
}

function limitOf(
  { above, below, clearAt }: Pick<Threshold, 'above' | 'below' | 'clearAt'>,
  which: 'limit' | 'clear',
): number {
  const limit = above ?? below ?? 0;
  return which === 'clear' ? (clearAt ?? limit) : limit;
}

/** `5` as `5.0`, as the seed's statement has it, and never with an exponent. */
function numberExpression(value: number): Expression {
  const text = new Decimal(Math.abs(value)).toFixed();
  const number: Expression = { kind: 'number', text: Number.isInteger(value) ? `${text}.0` : text, span };
  return value < 0 ? { kind: 'unary', operator: '-', operand: number, span } : number;
}
