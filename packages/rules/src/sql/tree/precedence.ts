import type { BinaryOperator } from './ast.js';

/** How tightly each operator binds, loosest first: what the parser groups by, and the printer puts parentheses by. */
export const precedence: Readonly<Record<BinaryOperator, number>> = {
  or: 0,
  and: 1,
  '=': 2,
  '<>': 2,
  '<': 2,
  '<=': 2,
  '>': 2,
  '>=': 2,
  in: 2,
  '+': 3,
  '-': 3,
  '*': 4,
  '/': 4,
  '%': 4,
};

/** NOT takes a whole comparison: `NOT a = b` is `NOT (a = b)`. */
export const NOT_PRECEDENCE = precedence['='];
/** A sign takes less than any operator between two operands. */
export const SIGN_PRECEDENCE = precedence['*'] + 1;
/** What stands by itself: names, calls, literals, whatever has brackets or an end of its own. */
export const TIGHTEST = SIGN_PRECEDENCE + 1;
