import type { BinaryExpression, Expression } from '../tree/ast.js';
import { formatExpression } from '../tree/format.js';
import type { Finding } from './finding.js';
import { isPath } from './path.js';

/** What is read otherwise than its author may think, or not at all by AWS IoT, by how it is written. */
export function checkSpelling(expression: Expression, sql: string): Finding[] {
  if (expression.kind !== 'binary') return [];
  return [...checkUnequal(expression, sql), ...checkHyphen(expression, sql)];
}

/** What stands between the operands: the operator, spaces, and parentheses around either. */
function textBetween({ left, right }: BinaryExpression, sql: string): string {
  return sql.slice(left.span.end, right.span.start);
}

function checkUnequal(expression: BinaryExpression, sql: string): Finding[] {
  if (expression.operator !== '<>' || !textBetween(expression, sql).includes('!=')) return [];
  const message = 'AWS IoT refuses != as no operator of its own';
  return [{ code: 'unknown-operator', severity: 'error', message, span: expression.span, fix: 'write <>' }];
}

/** `device-id`, written as one word, is the difference of two keys. */
function checkHyphen(expression: BinaryExpression, sql: string): Finding[] {
  if (!isHyphenated(expression, sql)) return [];
  const { start, end } = expression.span;
  const text = sql.slice(start, end);
  const message = `${text.slice(0, 80)} subtracts: no key without quotes holds a hyphen`;
  const fix = `write ${formatLookup(expression, sql)} for a key, or spaces around the hyphen for a difference`;
  return [{ code: 'hyphenated-key', severity: 'warning', message, span: { start, end }, fix }];
}

function isHyphenated(expression: Expression, sql: string): expression is BinaryExpression {
  if (expression.kind !== 'binary' || expression.operator !== '-' || textBetween(expression, sql) !== '-') return false;
  const { left, right } = expression;
  return isPath(right) && (isPath(left) || isHyphenated(left, sql));
}

/** The look-up that was most likely meant: of the first name's object, by the rest as it is written. */
function formatLookup(expression: BinaryExpression, sql: string): string {
  let first: Expression = expression;
  while (first.kind === 'binary') first = first.left;
  const object = first.kind === 'member' ? formatExpression(first.object) : '*';
  const keyStart = first.kind === 'member' ? first.object.span.end + 1 : first.span.start;
  return `get(${object}, '${sql.slice(keyStart, expression.span.end).slice(0, 80)}')`;
}
