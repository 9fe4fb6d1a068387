import type { Expression, Statement } from '../tree/ast.js';
import { conjuncts } from './check-conditions.js';
import { newestVersion, type Dialect } from '../../value/dialect.js';
import type { Finding } from './finding.js';
import { formatExpression } from '../tree/format.js';
import { walk } from '../tree/walk.js';

/**
 * Conditions that a missing key turns Undefined although the author most likely means true: an alternative beside it, a NOT
 * around it, an ELSE after it. WHERE acts on true alone, and AND and OR do not look past an Undefined side.
 */
export function checkGuards({ where }: Statement, dialect: Dialect): Finding[] {
  if (where === undefined) return [];
  const present = new Set(conjuncts(where).flatMap(requiredText));
  const findings: Finding[] = [];
  walk(where, (expression) => {
    const finding = checkGuard(expression, present, dialect);
    if (finding !== undefined) findings.push(finding);
  });
  return findings;
}

/** What must be there for the rest to count: `NOT isUndefined(x) AND …`, `isUndefined(x) = false AND …`. */
function requiredText(condition: Expression): string[] {
  const asked =
    condition.kind === 'unary' && condition.operator === 'not'
      ? condition.operand
      : condition.kind === 'binary' && condition.operator === '=' && isFalse(condition.right)
        ? condition.left
        : undefined;
  if (asked?.kind !== 'call' || asked.name !== 'isundefined') return [];
  return asked.arguments.map(formatExpression);
}

function isFalse(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value === false;
}

function checkGuard(expression: Expression, present: ReadonlySet<string>, dialect: Dialect): Finding | undefined {
  const mayBeUndefined = (operand: Expression) => readsMissing(operand, present);
  if (expression.kind === 'binary' && expression.operator === 'or') {
    const side = [expression.left, expression.right].find(mayBeUndefined);
    const message = 'when a key is missing on either side, the whole OR is Undefined, even beside true';
    return side && missingGuard(side, message, dialect);
  }
  if (expression.kind === 'unary' && expression.operator === 'not' && mayBeUndefined(expression.operand)) {
    return missingGuard(expression.operand, 'when a key is missing, NOT gives Undefined rather than true', dialect);
  }
  if (expression.kind === 'binary' && expression.operator === '<>' && mayBeUndefined(expression)) {
    const message = 'when a key is missing, <> gives Undefined rather than true';
    return { ...missingGuard(expression, message, dialect, 'true'), severity: 'info' };
  }
  if (expression.kind === 'case' && expression.subject && expression.otherwise && mayBeUndefined(expression.subject)) {
    const message = 'when the key is missing, CASE is Undefined: not even ELSE applies';
    return missingGuard(expression.subject, message, dialect, "''");
  }
  return undefined;
}

/** Functions that have an answer for Undefined; `exists` asks of a list. */
const guards = new Set(['isundefined', 'isnull', 'get_or_default', 'nanvl']);

/** Whether a payload key is read where nothing takes its absence in hand. */
function readsMissing(expression: Expression, present: ReadonlySet<string>): boolean {
  const reads = (inner: Expression) => readsMissing(inner, present);
  switch (expression.kind) {
    case 'name':
    case 'member':
      return !present.has(formatExpression(expression));
    case 'call':
      return !guards.has(expression.name) && expression.arguments.some(reads);
    case 'cast':
      return reads(expression.value);
    case 'unary':
      return reads(expression.operand);
    case 'binary':
      return reads(expression.left) || reads(expression.right);
    case 'case':
    case 'literal':
    case 'number':
    case 'all':
    case 'variable':
    case 'array':
    case 'object':
    case 'query':
    case 'exists':
      return false;
  }
}

function missingGuard(operand: Expression, message: string, dialect: Dialect, otherwise = 'false'): Finding {
  const text = formatExpression(operand);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  const needed = dialect.year < 2016 ? ` (from version '${newestVersion}' on)` : '';
  const fix = `write get_or_default(${shown}, ${otherwise})${needed}`;
  return { code: 'missing-guard', severity: 'warning', message, fix, span: operand.span };
}
