import type { Span } from '../../errors.js';
import type { Expression } from '../tree/ast.js';
import { childrenOf } from '../tree/walk.js';

/** Whether it is a key of the payload, or a key of one. */
export function isPath(expression: Expression): boolean {
  return expression.kind === 'name' || (expression.kind === 'member' && isPath(expression.object));
}

/** Every key of the payload that is read, as far as it is written; names in a nested query are its items' keys. */
export function listPaths(expression: Expression): { span: Span; keys: readonly string[] }[] {
  const keys = keysOf(expression);
  if (keys !== undefined) return [{ span: expression.span, keys }];
  if (expression.kind === 'query' || expression.kind === 'exists') return listPaths(expression.query.from.source);
  return childrenOf(expression).flatMap(listPaths);
}

/** The keys of a path, outermost first; nothing for any other expression. */
export function keysOf(expression: Expression): string[] | undefined {
  if (expression.kind === 'name') return [expression.name];
  const object = expression.kind === 'member' ? keysOf(expression.object) : undefined;
  return expression.kind === 'member' && object !== undefined ? [...object, expression.name] : undefined;
}
