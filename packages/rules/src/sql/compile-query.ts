import { copyMembers, isObject, writePath } from '../value/object.js';
import type { Value } from '../value/value.js';
import type { Expression, Query, SelectClause } from './ast.js';
import { compileExpression, type CompileContext } from './compile-expression.js';
import type { Evaluate, Scope } from './scope.js';

/** A nested SELECT: one result for each item of its source that WHERE takes, as an array. */
export function compileQuery(query: Query, context: CompileContext): Evaluate {
  const source = compileExpression(query.from.source, context);
  const select = compileSelect(query.select, context);
  const where = query.where && compileExpression(query.where, context);
  const { alias } = query.from;
  return (scope) => {
    const found = source(scope);
    if (found === undefined) return undefined;
    const results: Value[] = [];
    for (const item of Array.isArray(found) ? (found as readonly Value[]) : [found]) {
      const inner: Scope =
        alias === undefined ? { ...scope, root: item } : { ...scope, items: new Map(scope.items).set(alias, item) };
      if (where !== undefined && where(inner) !== true) continue;
      const value = select(inner);
      if (value !== undefined) results.push(value);
    }
    return results;
  };
}

/** What SELECT gives for one message or item. */
export function compileSelect(select: SelectClause, context: CompileContext): Evaluate {
  if (select.kind === 'value') return compileExpression(select.expression, context);
  const [only] = select.items;
  // `SELECT *` alone hands the payload on, whatever it is: bytes, an array, a number.
  if (select.items.length === 1 && only?.expression.kind === 'all' && only.alias === undefined)
    return ({ root }) => root;
  const writers = select.items.map(({ expression, alias }) => compileItem(expression, alias, context));
  return (scope) => {
    const target: Record<string, Value> = {};
    for (const write of writers) write(target, scope);
    return target;
  };
}

type WriteItem = (target: Record<string, Value>, scope: Scope) => void;

function compileItem(expression: Expression, alias: readonly string[] | undefined, context: CompileContext): WriteItem {
  const evaluate = compileExpression(expression, context);
  if (expression.kind === 'all' && alias === undefined) {
    return (target, scope) => {
      const value = evaluate(scope);
      if (isObject(value)) copyMembers(target, value);
    };
  }
  const path = alias ?? [nameOf(expression, context)];
  return (target, scope) => {
    const value = evaluate(scope);
    if (value !== undefined) writePath(target, path, value);
  };
}

/** The key of an item without AS: the last name of a path, else the expression as written. */
function nameOf(expression: Expression, { source }: CompileContext): string {
  if (expression.kind === 'name' || expression.kind === 'member') return expression.name;
  return expression.kind === 'call' ? expression.name : source.slice(expression.span.start, expression.span.end);
}
