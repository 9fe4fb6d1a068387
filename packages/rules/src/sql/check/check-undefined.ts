import { newestVersion, type Dialect } from '../../value/dialect.js';
import type { BinaryExpression, Expression, Statement } from '../tree/ast.js';
import { formatExpression } from '../tree/format.js';
import { childrenOf } from '../tree/walk.js';
import type { Finding } from './finding.js';

/** Texts of expressions that are known to have a value where something stands. */
type Present = ReadonlySet<string>;

/**
 * Conditions that a missing key turns Undefined although the author most likely means true: a NOT around it, a `<>`, an ELSE
 * after it. WHERE acts on true alone.
 */
export function checkGuards({ where }: Statement, dialect: Dialect): Finding[] {
  return where === undefined ? [] : checkWithin(where, new Set(), dialect);
}

function checkWithin(expression: Expression, present: Present, dialect: Dialect): Finding[] {
  const own = checkGuard(expression, present, dialect);
  const inner = isLogic(expression) ? narrow(expression, present) : { parts: childrenOf(expression), present };
  return [
    ...(own === undefined ? [] : [own]),
    ...inner.parts.flatMap((part) => checkWithin(part, inner.present, dialect)),
  ];
}

type Logic = BinaryExpression & { readonly operator: 'and' | 'or' };

function isLogic(expression: Expression): expression is Logic {
  return expression.kind === 'binary' && (expression.operator === 'and' || expression.operator === 'or');
}

/**
 * The parts of `a AND b AND …` or `a OR b OR …`, and what has a value wherever another part matters: in `isUndefined(x) OR …` and
 * in `NOT isUndefined(x) AND …` the rest counts for messages with x alone.
 */
function narrow({ operator, left, right }: Logic, present: Present): { parts: Expression[]; present: Present } {
  const listParts = (side: Expression): Expression[] => {
    return isLogic(side) && side.operator === operator ? [...listParts(side.left), ...listParts(side.right)] : [side];
  };
  const parts = [...listParts(left), ...listParts(right)];
  const asked = parts.flatMap((part) => askedTexts(part, operator === 'or'));
  return { parts, present: new Set([...present, ...asked]) };
}

/** What a condition asks for the absence of, or for the presence: `isUndefined(x)`, `isUndefined(x) <> false`, NOT of either. */
function askedTexts(condition: Expression, absence: boolean): string[] {
  switch (condition.kind) {
    case 'unary':
      return condition.operator === 'not' ? askedTexts(condition.operand, !absence) : [];
    case 'binary': {
      const { operator, left, right } = condition;
      if ((operator !== '=' && operator !== '<>') || right.kind !== 'literal') return [];
      if (typeof right.value !== 'boolean') return [];
      return askedTexts(left, (operator === '=') === right.value ? absence : !absence);
    }
    case 'call':
      return absence && condition.name === 'isundefined' ? condition.arguments.map(formatExpression) : [];
    default:
      return [];
  }
}

function checkGuard(expression: Expression, present: Present, dialect: Dialect): Finding | undefined {
  const mayBeUndefined = (operand: Expression) => readsMissing(operand, present);
  if (expression.kind === 'unary' && expression.operator === 'not' && mayBeUndefined(expression.operand)) {
    return missingGuard(expression.operand, 'when a key is missing, NOT gives Undefined rather than true', { dialect });
  }
  if (expression.kind === 'binary' && expression.operator === '<>' && mayBeUndefined(expression)) {
    const message = 'when a key is missing, <> gives Undefined rather than true';
    return { ...missingGuard(expression, message, { dialect, otherwise: 'true' }), severity: 'info' };
  }
  if (expression.kind === 'case' && expression.subject && expression.otherwise && mayBeUndefined(expression.subject)) {
    const message = 'when the key is missing, CASE is Undefined: not even ELSE applies';
    return missingGuard(expression.subject, message, { dialect, otherwise: "''" });
  }
  return undefined;
}

/** Functions that have an answer for Undefined; `exists` asks of a list. */
const guards = new Set(['isundefined', 'isnull', 'get_or_default', 'nanvl']);

/** Whether a payload key is read where nothing takes its absence in hand. */
function readsMissing(expression: Expression, present: Present): boolean {
  if (present.size > 0 && isPresent(formatExpression(expression), present)) return false;
  const reads = (inner: Expression) => readsMissing(inner, present);
  switch (expression.kind) {
    case 'name':
    case 'member':
      return true;
    case 'call':
      return !guards.has(expression.name) && expression.arguments.some(reads);
    case 'cast':
      return reads(expression.value);
    case 'unary':
      return reads(expression.operand);
    case 'binary': {
      if (!isLogic(expression)) return reads(expression.left) || reads(expression.right);
      const inner = narrow(expression, present);
      return inner.parts.some((part) => readsMissing(part, inner.present));
    }
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

/** A key is there if one of its members is. */
function isPresent(text: string, present: Present): boolean {
  return present.has(text) || [...present].some((known) => known.startsWith(`${text}.`));
}

function missingGuard(
  operand: Expression,
  message: string,
  { dialect, otherwise = 'false' }: { dialect: Dialect; otherwise?: string },
): Finding {
  const text = formatExpression(operand);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  const needed = dialect.year < 2016 ? ` (from version '${newestVersion}' on)` : '';
  const fix = `write get_or_default(${shown}, ${otherwise})${needed}`;
  return { code: 'missing-guard', severity: 'warning', message, fix, span: operand.span };
}
