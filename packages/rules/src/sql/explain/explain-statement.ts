import type { Message } from '../../message/message.js';
import { topicMatches } from '../../topic/filter.js';
import { formatJson } from '../../value/json.js';
import type { Value } from '../../value/value.js';
import type { Expression, SelectClause, Statement } from '../tree/ast.js';
import {
  callsTwoLookups,
  compileTree,
  withinMemory,
  type CompiledStatement,
  type CompileOptions,
} from '../compile/compile-statement.js';
import { defaultVersion } from '../../value/dialect.js';
import { formatExpression } from '../tree/format.js';
import { parseStatement } from '../parse/statement-parser.js';
import { childrenOf, isWholePayload } from '../tree/walk.js';

export interface ExplainOptions extends CompileOptions {
  /** Shows what becomes of it, value by value. @default none: the plan alone */
  readonly message?: Message;
}

/**
 * Says in words what a statement does, and with a message what becomes of it and why.
 *
 * Throws: `SqlError`, with the place.
 *
 * @example
 * explainStatement("SELECT * FROM 'iot8020/+/metrics' WHERE watts > 5.0", {
 *   version: '2016-03-23',
 *   message: { topic: 'iot8020/pump/metrics', payload: '{"watts":4.2}' },
 * });
 */
export function explainStatement(sql: string, options: ExplainOptions = {}): string {
  const statement = parseStatement(sql, options);
  const plan = explainPlan(statement, options);
  const values = new Map<Expression, Value>();
  const trace = (expression: Expression, value: Value) => values.set(expression, value);
  const compiled = compileTree(statement, sql, { ...options, trace });
  if (options.message === undefined) return plan.join('\n');
  return [...plan, '', ...explainRun({ statement, compiled, values }, options.message)].join('\n');
}

/** A statement whose values are noted as they come about. */
interface TracedRun {
  readonly statement: Statement;
  readonly compiled: CompiledStatement;
  readonly values: ReadonlyMap<Expression, Value>;
}

function explainPlan({ topicFilter, set, where, select }: Statement, { version }: ExplainOptions): string[] {
  const messages =
    topicFilter === undefined ? 'For each message that Basic Ingest brings' : `For each message on ${topicFilter.text}`;
  return [
    `${messages}, as version ${version ?? `${defaultVersion} (none was set)`}:`,
    ...set.map(({ name, value }) => `- set @${name} to ${formatExpression(value)}`),
    ...(where === undefined ? [] : [`- go on only if this is true: ${formatExpression(where)}`]),
    ...explainSelect(select),
  ];
}

function explainSelect(select: SelectClause): string[] {
  if (select.kind === 'value') return [`- put out ${formatExpression(select.expression)}`];
  const [first, ...others] = select.items;
  if (first !== undefined && isWholePayload(first) && others.length === 0) {
    return ['- put out the payload as it is'];
  }
  const items = select.items.map(({ expression, alias }) => {
    if (expression.kind === 'all' && alias === undefined) {
      return `  - every member of ${expression.object === undefined ? 'the payload' : formatExpression(expression.object)}`;
    }
    const text = formatExpression(expression);
    return alias === undefined ? `  - ${text}` : `  - ${alias.join('.')}: ${text}`;
  });
  return ['- put out an object of', ...items];
}

function explainRun({ statement, compiled, values }: TracedRun, message: Message): string[] {
  const { topicFilter, set, where } = statement;
  const lines = [`A message on ${message.topic}:`];
  if (topicFilter !== undefined && !topicMatches(topicFilter.text, message.topic)) {
    return [...lines, `- does not match ${topicFilter.text}: the rule never sees it`];
  }
  const evaluation = compiled.evaluate(message);
  for (const { name, value } of set) lines.push(`- @${name} is ${formatShown(values.get(value))}`);
  if (where !== undefined) lines.push('- WHERE:', ...explainValues(where, values, 1));
  if (evaluation.matched) return [...lines, `- output: ${evaluation.text || 'nothing'}`];
  return [...lines, `- no output: ${reasonFor(statement, values)}`];
}

function reasonFor(statement: Statement, values: ReadonlyMap<Expression, Value>): string {
  const { where } = statement;
  if (callsTwoLookups(statement)) return 'get_dynamodb() is called twice';
  return where !== undefined && values.get(where) !== true ? 'WHERE is not true' : TOO_MUCH;
}

const TOO_MUCH = 'more than can be written';

/** An expression's value, and below it those that led to it; what the text shows by itself is left out. */
function explainValues(expression: Expression, values: ReadonlyMap<Expression, Value>, depth: number): string[] {
  if (expression.kind === 'literal' || expression.kind === 'number') return [];
  const found = values.has(expression) ? formatShown(values.get(expression)) : 'not evaluated';
  const line = `${'  '.repeat(depth)}${formatExpression(expression)} is ${found}`;
  const isNested = expression.kind === 'query' || expression.kind === 'exists';
  const inner = isNested ? [] : childrenOf(expression);
  return [line, ...inner.flatMap((child) => explainValues(child, values, depth + 1))];
}

/** Units: characters shown of a value. */
const MAX_SHOWN = 80;

function formatShown(value: Value): string {
  if (value === undefined) return 'Undefined';
  if (value instanceof Uint8Array) return `${value.length} bytes that are no JSON`;
  const text = withinMemory(() => formatJson(value)) ?? TOO_MUCH;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
