import { compareEqual } from '../../value/compare.js';
import { toBoolean, toNumber, toText } from '../../value/convert.js';
import type { Numeric } from '../../value/exact-number.js';
import { MAX_TEXT_LENGTH } from '../../value/limits.js';
import { calculate, compareNumbers, isNumeric, type Arithmetic, type Order } from '../../value/number.js';
import type { Value } from '../../value/value.js';
import type { BinaryOperator } from '../tree/ast.js';
import type { Dialect } from '../../value/dialect.js';
import type { Evaluate } from './scope.js';

type Apply = (left: Value, right: Value, dialect: Dialect) => Value;

/** Every operator but AND and OR, which may leave their right side alone. Undefined where a side does not convert. */
export const operators: Readonly<Record<Exclude<BinaryOperator, 'and' | 'or'>, Apply>> = {
  '=': (left, right) => compareEqual(left, right),
  '<>': (left, right) => negate(compareEqual(left, right)),
  '<': (left, right, dialect) => holds(order(left, right, dialect), (sign) => sign < 0),
  '<=': (left, right, dialect) => holds(order(left, right, dialect), (sign) => sign <= 0),
  '>': (left, right, dialect) => holds(order(left, right, dialect), (sign) => sign > 0),
  '>=': (left, right, dialect) => holds(order(left, right, dialect), (sign) => sign >= 0),
  in: (left, right) => isMember(left, right),
  '+': (left, right, dialect) => add(left, right, dialect),
  '-': (left, right, dialect) => arithmetic('-', left, right, dialect),
  '*': (left, right, dialect) => arithmetic('*', left, right, dialect),
  '/': (left, right, dialect) => arithmetic('/', left, right, dialect),
  '%': (left, right, dialect) => arithmetic('%', left, right, dialect),
};

export type OrderOperator = '<' | '<=' | '>' | '>=';

export function isOrder(operator: BinaryOperator): operator is OrderOperator {
  return operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
}

/**
 * A payload's key compared with a number: what most rules consist of, in one closure, as each more costs as much as the
 * comparison. Doubles, as payloads mostly hold, need no conversion.
 */
export function compileKeyOrder(operator: OrderOperator, key: string, limit: number, dialect: Dialect): Evaluate {
  const apply = operators[operator];
  const closures: Readonly<Record<OrderOperator, Evaluate>> = {
    '<': ({ members }) => {
      const value = members[key];
      return typeof value === 'number' ? value < limit : apply(value, limit, dialect);
    },
    '<=': ({ members }) => {
      const value = members[key];
      return typeof value === 'number' ? value <= limit : apply(value, limit, dialect);
    },
    '>': ({ members }) => {
      const value = members[key];
      return typeof value === 'number' ? value > limit : apply(value, limit, dialect);
    },
    '>=': ({ members }) => {
      const value = members[key];
      return typeof value === 'number' ? value >= limit : apply(value, limit, dialect);
    },
  };
  return closures[operator];
}

/**
 * AND and OR of three values: a side that decides does so beside an Undefined one. Any other value that is no Boolean makes
 * the result Undefined.
 *
 * Source: developer guide, "OR operator": true if either operand is true; deployed rules rely on it beside a missing key.
 *
 * @param decisive  what settles the result by itself: true for OR, false for AND
 */
export function evaluateLogic(decisive: boolean, left: Value, right: Value): boolean | undefined {
  const [leftTruth, rightTruth] = [toBoolean(left), toBoolean(right)];
  if (leftTruth === undefined && left !== undefined) return undefined;
  if (rightTruth === undefined && right !== undefined) return undefined;
  if (leftTruth === decisive || rightTruth === decisive) return decisive;
  return leftTruth === undefined || rightTruth === undefined ? undefined : !decisive;
}

export function negate(value: Value): boolean | undefined {
  const truth = toBoolean(value);
  return truth === undefined ? undefined : !truth;
}

/** Both sides as numbers, strings too; what does not convert is Undefined. */
function order(left: Value, right: Value, dialect: Dialect): Order | undefined {
  if (typeof left === 'number' && typeof right === 'number') return left < right ? -1 : left > right ? 1 : 0;
  const [leftNumber, rightNumber] = [toNumber(left, dialect), toNumber(right, dialect)];
  if (leftNumber === undefined || rightNumber === undefined) return undefined;
  return compareNumbers(leftNumber, rightNumber);
}

function holds(sign: Order | undefined, test: (sign: Order) => boolean): boolean | undefined {
  return sign === undefined ? undefined : test(sign);
}

function isMember(item: Value, list: Value): boolean | undefined {
  if (item === undefined || !Array.isArray(list)) return undefined;
  if (list.some((member: Value) => compareEqual(item, member) === true)) return true;
  // A member that is Undefined might be the item.
  return list.includes(undefined) ? undefined : false;
}

/** Numbers add; as soon as one side is text the two are joined, up to a length that no message has. */
function add(left: Value, right: Value, dialect: Dialect): Value {
  if (isNumeric(left) && isNumeric(right)) return calculate('+', left, right, dialect);
  if (typeof left !== 'string' && typeof right !== 'string') return arithmetic('+', left, right, dialect);
  const [leftText, rightText] = [toText(left), toText(right)];
  if (leftText === undefined || rightText === undefined) return undefined;
  return leftText.length + rightText.length > MAX_TEXT_LENGTH ? undefined : leftText + rightText;
}

function arithmetic(operator: Arithmetic, left: Value, right: Value, dialect: Dialect): Numeric | undefined {
  const [leftNumber, rightNumber] = [toNumber(left, dialect), toNumber(right, dialect)];
  if (leftNumber === undefined || rightNumber === undefined) return undefined;
  return calculate(operator, leftNumber, rightNumber, dialect);
}
