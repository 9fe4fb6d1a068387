import { functionTable } from '../../functions/table.js';
import { receiveMessage } from '../../message/received-message.js';
import type { Expression } from '../tree/ast.js';
import type { Dialect } from '../../value/dialect.js';
import { Scope, type Bindings } from './scope.js';
import { childrenOf } from '../tree/walk.js';

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

/** No payload is read for it: that of no message would have to be found to be no JSON, which takes ten times as long as the rest. */
const nothing: Bindings = { root: undefined, members: {}, variables: new Map(), items: new Map() };

/** What needs no message: the value of a constant expression, arguments converted once. */
export function evaluateConstant<Result>(evaluate: (scope: Scope) => Result, dialect: Dialect): Result {
  return evaluate(new Scope({ dialect, ports: {}, source: '' }, receiveMessage({ topic: '', payload: '' }), nothing));
}
