import type { BinaryExpression, Expression } from '../tree/ast.js';
import { formatExpression } from '../tree/format.js';

/** Texts of expressions that are known to have a value where something stands. */
export type Present = ReadonlySet<string>;

type Logic = BinaryExpression & { readonly operator: 'and' | 'or' };

export function isLogic(expression: Expression): expression is Logic {
  return expression.kind === 'binary' && (expression.operator === 'and' || expression.operator === 'or');
}

/**
 * The parts of `a AND b AND …` or `a OR b OR …`, and what has a value wherever another part matters: in `isUndefined(x) OR …` and
 * in `NOT isUndefined(x) AND …` the rest counts for messages with x alone.
 */
export function narrow({ operator, left, right }: Logic, present: Present): { parts: Expression[]; present: Present } {
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

/** Functions that have an answer for Undefined; `exists` asks of a list. */
const guards = new Set(['isundefined', 'isnull', 'get_or_default', 'nanvl']);

export function isGuard(expression: Expression): boolean {
  return expression.kind === 'call' && guards.has(expression.name);
}

/** Whether a payload key is read where nothing takes its absence in hand. */
export function readsMissing(expression: Expression, present: Present): boolean {
  if (present.size > 0 && isPresent(formatExpression(expression), present)) return false;
  const reads = (inner: Expression) => readsMissing(inner, present);
  switch (expression.kind) {
    case 'name':
    case 'member':
      return true;
    case 'all':
      return expression.object !== undefined && reads(expression.object);
    case 'call':
      return !isGuard(expression) && expression.arguments.some(reads);
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
