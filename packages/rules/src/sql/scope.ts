import type { CallContext } from '../functions/signature.js';
import type { Value } from '../value/value.js';

/** What an expression is evaluated in. */
export interface Scope extends CallContext {
  /** What `*` and bare names see: the payload, or one item of a nested query's source. */
  readonly root: Value;
  /** SET variables by name. */
  readonly variables: ReadonlyMap<string, Value>;
  /** Aliases of nested queries, innermost last. */
  readonly items: ReadonlyMap<string, Value>;
}

/** An expression, ready to run. */
export type Evaluate = (scope: Scope) => Value;
