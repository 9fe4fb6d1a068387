import { newestVersion, type Dialect } from '../../value/dialect.js';
import type { BinaryExpression, Expression, Statement, UnaryExpression } from '../tree/ast.js';
import { formatExpression } from '../tree/format.js';
import { childrenOf } from '../tree/walk.js';
import type { Finding } from './finding.js';
import { isGuard, isLogic, narrow, readsMissing, type Present } from './presence.js';

/**
 * Conditions that a missing key turns Undefined although the author most likely means true: a NOT around it, a `<>`, an ELSE
 * after it. WHERE acts on true alone.
 */
export function checkGuards({ where }: Statement, dialect: Dialect): Finding[] {
  return where === undefined ? [] : checkWithin(where, { present: new Set(), isWanted: true }, dialect);
}

interface Place {
  readonly present: Present;
  /** Whether WHERE needs the expression to be true; not within a NOT. */
  readonly isWanted: boolean;
}

function checkWithin(expression: Expression, place: Place, dialect: Dialect): Finding[] {
  const own = checkGuard(expression, place, dialect);
  const inner = enter(expression, place);
  const findings = inner.parts.flatMap((part) => checkWithin(part, inner.place, dialect));
  return own === undefined ? findings : [own, ...findings];
}

function enter(expression: Expression, place: Place): { parts: readonly Expression[]; place: Place } {
  if (isLogic(expression)) {
    const { parts, present } = narrow(expression, place.present);
    return { parts, place: { ...place, present } };
  }
  // Inside of one, Undefined is taken in hand.
  if (isGuard(expression)) return { parts: [], place };
  const isWanted = isNotOperation(expression) ? !place.isWanted : true;
  return { parts: childrenOf(expression), place: { ...place, isWanted } };
}

function checkGuard(expression: Expression, { present, isWanted }: Place, dialect: Dialect): Finding | undefined {
  const mayBeUndefined = (operand: Expression) => readsMissing(operand, present);
  if (isNotOperation(expression) && isWanted && mayBeUndefined(expression.operand)) {
    if (standsForTrue(expression.operand, present)) return undefined;
    return missingGuard(expression.operand, 'when a key is missing, NOT gives Undefined rather than true', { dialect });
  }
  if (isComparison(expression, '<>') && isWanted && mayBeUndefined(expression)) {
    if (!standsForTrue(expression, present)) return undefined;
    const message = 'when a key is missing, <> gives Undefined rather than true';
    return { ...missingGuard(expression, message, { dialect, otherwise: 'true' }), severity: 'info' };
  }
  if (expression.kind === 'case' && expression.subject && expression.otherwise && mayBeUndefined(expression.subject)) {
    // Who asks for Null has said already what becomes of a key without a value; a default in its place would say otherwise.
    if (expression.branches.some(({ when }) => isNull(when))) return undefined;
    const message = 'when the key is missing, CASE is Undefined: not even ELSE applies';
    return missingGuard(expression.subject, message, { dialect, otherwise: "''" });
  }
  return undefined;
}

/**
 * What a condition whose keys are missing stands for to its author: a comparison fails, `<>` holds, and a missing key is taken for
 * Null. A default must say the same, or it would turn the condition round: `x <> NULL` asks for messages with x.
 */
function standsForTrue(expression: Expression, present: Present): boolean {
  if (isNotOperation(expression)) return !standsForTrue(expression.operand, present);
  if (isLogic(expression)) {
    const isAnd = expression.operator === 'and';
    const inner = narrow(expression, present);
    // What reads no missing key is taken for the value that leaves the result to the others.
    const values = inner.parts.map((part) => {
      return readsMissing(part, inner.present) ? standsForTrue(part, inner.present) : isAnd;
    });
    return isAnd ? !values.includes(false) : values.includes(true);
  }
  if (isComparison(expression, '<>')) return !isNull(expression.left) && !isNull(expression.right);
  return isComparison(expression, '=') && (isNull(expression.left) || isNull(expression.right));
}

function isNotOperation(expression: Expression): expression is UnaryExpression {
  return expression.kind === 'unary' && expression.operator === 'not';
}

function isComparison<Operator extends '=' | '<>'>(
  expression: Expression,
  operator: Operator,
): expression is BinaryExpression & { readonly operator: Operator } {
  return expression.kind === 'binary' && expression.operator === operator;
}

function isNull(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value === null;
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
