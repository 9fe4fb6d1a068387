import { cloneMembers, copyMembers, isObject, writeMember, writePath } from '../../value/object.js';
import type { Value } from '../../value/value.js';
import type { Expression, Query, SelectClause, SelectItem } from '../tree/ast.js';
import type { Compile, CompileContext } from './compile-context.js';
import { isWholePayload } from '../tree/walk.js';
import { membersOf, type Evaluate, type Scope } from './scope.js';

/** A nested SELECT: one result for each item of its source that WHERE takes, as an array. A source that is no array is one item. */
export function compileQuery(query: Query, context: CompileContext, compile: Compile): Evaluate {
  const { alias } = query.from;
  const inside = alias === undefined ? context : { ...context, aliases: new Set(context.aliases).add(alias) };
  const source = compile(query.from.source, context);
  const select = compileSelect(query.select, inside, compile);
  const where = query.where && compile(query.where, inside);
  return (scope) => {
    const found = source(scope);
    if (found === undefined) return undefined;
    const results: Value[] = [];
    for (const item of Array.isArray(found) ? (found as readonly Value[]) : [found]) {
      const inner = alias === undefined ? enterItem(scope, item) : enterNamedItem(scope, item, alias);
      if (where !== undefined && where(inner) !== true) continue;
      const value = select(inner);
      if (value !== undefined) results.push(value);
    }
    return results;
  };
}

function enterItem(scope: Scope, item: Value): Scope {
  return scope.within({ root: item, members: membersOf(item) });
}

/** With an alias, names that the item does not have still mean what they mean around the query. */
function enterNamedItem(scope: Scope, item: Value, alias: string): Scope {
  const members = cloneMembers(scope.members);
  copyMembers(members, membersOf(item));
  return scope.within({ root: item, members, items: new Map(scope.items).set(alias, item) });
}

/** What SELECT gives for one message or item. */
export function compileSelect(select: SelectClause, context: CompileContext, compile: Compile): Evaluate {
  if (select.kind === 'value') return compile(select.expression, context);
  const [first, ...others] = select.items;
  const startsWithAll = first !== undefined && isWholePayload(first);
  // `SELECT *` alone hands the payload on, whatever it is: bytes, an array, a number.
  if (startsWithAll && others.length === 0) return compile(first.expression, context);
  const items = startsWithAll ? others : select.items;
  const writers = items.map((item) => compileItem(item, context, compile));
  return (scope) => {
    const target: Record<string, Value> = startsWithAll ? cloneMembers(scope.members) : {};
    for (const write of writers) write(target, scope);
    return target;
  };
}

type WriteItem = (target: Record<string, Value>, scope: Scope) => void;

function compileItem({ expression, alias }: SelectItem, context: CompileContext, compile: Compile): WriteItem {
  const evaluate = compile(expression, context);
  if (expression.kind === 'all' && alias === undefined) {
    return (target, scope) => {
      const value = evaluate(scope);
      if (isObject(value)) copyMembers(target, value);
    };
  }
  const path = alias ?? [nameOf(expression, context)];
  const [key = ''] = path;
  if (path.length === 1) {
    return (target, scope) => {
      const value = evaluate(scope);
      if (value !== undefined) writeMember(target, key, value);
    };
  }
  return (target, scope) => {
    const value = evaluate(scope);
    if (value !== undefined) writePath(target, path, value);
  };
}

/** The key of an item without AS, which is not documented: the last name of a path, else the expression as written. */
function nameOf(expression: Expression, { source }: CompileContext): string {
  switch (expression.kind) {
    case 'name':
    case 'member':
    case 'variable':
    case 'call':
      return expression.name;
    default:
      return source.slice(expression.span.start, expression.span.end);
  }
}
