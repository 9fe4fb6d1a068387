import { functionTable } from '../functions/table.js';
import { receiveMessage } from '../message/received-message.js';
import type { Value } from '../value/value.js';
import type { Expression } from './ast.js';
import type { Dialect } from './dialect.js';
import { Scope, type Evaluate } from './scope.js';
import { childrenOf } from './walk.js';

const known = new WeakMap<Expression, boolean>();

/** Whether an expression has the same value for every message. */
export function isConstant(expression: Expression): boolean {
  const before = known.get(expression);
  if (before !== undefined) return before;
  const constant = isSteady(expression) && childrenOf(expression).every(isConstant);
  known.set(expression, constant);
  return constant;
}

function isSteady(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'number':
    case 'cast':
    case 'unary':
    case 'binary':
    case 'case':
    case 'array':
    case 'object':
      return true;
    case 'call':
      return functionTable.get(expression.name)?.every(({ isPure }) => isPure) ?? false;
    case 'member':
      return true;
    case 'all':
    case 'name':
    case 'variable':
    case 'query':
    case 'exists':
      return false;
  }
}

/** The value of a constant expression. */
export function evaluateConstant(evaluate: Evaluate, dialect: Dialect): Value {
  const message = receiveMessage({ topic: '', payload: '' });
  return evaluate(new Scope({ dialect, ports: {}, source: '' }, message));
}
