import type { BinaryOperator, Expression, Query, SelectClause, Statement } from './ast.js';
import { NOT_PRECEDENCE, precedence, SIGN_PRECEDENCE, TIGHTEST } from './precedence.js';
import { reservedWords } from './reserved-words.js';

/** Writes a statement as SQL; parsing it again gives the same tree, spans aside. */
export function formatStatement({ set, select, topicFilter, where }: Statement): string {
  const assignments = set.map(({ name, value }) => `@${name} = ${formatExpression(value)}`);
  return [
    assignments.length === 0 ? '' : `SET ${assignments.join(', ')}`,
    formatSelect(select),
    topicFilter === undefined ? '' : `FROM ${quoteText(topicFilter.text)}`,
    where === undefined ? '' : `WHERE ${formatExpression(where)}`,
  ]
    .filter((clause) => clause !== '')
    .join(' ');
}

export function formatExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? quoteText(expression.value) : String(expression.value);
    case 'number':
      return expression.text;
    case 'all':
      return expression.object === undefined ? '*' : `${formatOperand(expression.object, TIGHTEST)}.*`;
    case 'name':
      return expression.name;
    case 'variable':
      return `@${expression.name}`;
    case 'member':
      return `${formatOperand(expression.object, TIGHTEST)}.${formatKey(expression.name)}`;
    case 'call':
      return `${expression.name}(${expression.arguments.map(formatExpression).join(', ')})`;
    case 'cast':
      return `cast(${formatExpression(expression.value)} AS ${expression.type})`;
    case 'unary':
      return expression.operator === 'not'
        ? `NOT ${formatOperand(expression.operand, NOT_PRECEDENCE)}`
        : `-${formatOperand(expression.operand, TIGHTEST)}`;
    case 'binary':
      return formatBinary(expression.operator, expression.left, expression.right);
    case 'case':
      return [
        expression.subject === undefined ? 'CASE' : `CASE ${formatExpression(expression.subject)}`,
        ...expression.branches.map(
          ({ when, result }) => `WHEN ${formatExpression(when)} THEN ${formatExpression(result)}`,
        ),
        ...(expression.otherwise === undefined ? [] : [`ELSE ${formatExpression(expression.otherwise)}`]),
        'END',
      ].join(' ');
    case 'array':
      return `[${expression.items.map(formatExpression).join(', ')}]`;
    case 'object':
      return `{${expression.entries.map(({ key, value }) => `${quoteText(key)}: ${formatExpression(value)}`).join(', ')}}`;
    case 'query':
      return `(${formatQuery(expression.query)})`;
    case 'exists':
      return `EXISTS (${formatQuery(expression.query)})`;
  }
}

function formatQuery({ select, from, where }: Query): string {
  const alias = from.alias === undefined ? '' : ` AS ${formatKey(from.alias)}`;
  const condition = where === undefined ? '' : ` WHERE ${formatExpression(where)}`;
  return `${formatSelect(select)} FROM ${formatOperand(from.source, TIGHTEST)}${alias}${condition}`;
}

function formatSelect(select: SelectClause): string {
  if (select.kind === 'value') {
    const text = formatExpression(select.expression);
    // `value * 2` would multiply a key named value.
    return text.startsWith('* ') ? `SELECT VALUE (${text})` : `SELECT VALUE ${text}`;
  }
  const items = select.items.map(({ expression, alias }) => {
    return `${formatExpression(expression)}${alias === undefined ? '' : ` AS ${alias.map(formatKey).join('.')}`}`;
  });
  return `SELECT ${items.join(', ')}`;
}

function formatBinary(operator: BinaryOperator, left: Expression, right: Expression): string {
  const level = precedence[operator];
  // A left NOT in a comparison would swallow the comparison; on the right the same level would group to the left.
  const isSwallowed = left.kind === 'unary' && left.operator === 'not' && level === NOT_PRECEDENCE;
  const leftText = isSwallowed ? `(${formatExpression(left)})` : formatOperand(left, level);
  return `${leftText} ${operator.toUpperCase()} ${formatOperand(right, level + 1)}`;
}

function formatOperand(expression: Expression, atLeast: number): string {
  const text = formatExpression(expression);
  return tightnessOf(expression) >= atLeast ? text : `(${text})`;
}

function tightnessOf(expression: Expression): number {
  if (expression.kind === 'binary') return precedence[expression.operator];
  if (expression.kind === 'unary') return expression.operator === 'not' ? NOT_PRECEDENCE : SIGN_PRECEDENCE;
  return TIGHTEST;
}

function formatKey(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !reservedWords.has(name.toLowerCase()) ? name : quoteText(name);
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
