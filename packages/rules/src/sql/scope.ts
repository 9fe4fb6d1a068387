import type { CallContext } from '../functions/signature.js';
import type { ReceivedMessage } from '../message/received-message.js';
import { isObject } from '../value/object.js';
import type { ObjectValue, Value } from '../value/value.js';

/** What an expression is evaluated in. */
export interface Scope {
  /** What functions may see besides their arguments. */
  readonly call: CallContext;
  /** What `*` stands for: the payload, or one item of a nested query's source. */
  readonly root: Value;
  /** What bare names see: the root's members, none where it is no object. */
  readonly members: ObjectValue;
  /** SET variables by name. */
  readonly variables: ReadonlyMap<string, Value>;
  /** Aliases of nested queries, innermost last. */
  readonly items: ReadonlyMap<string, Value>;
}

/** An expression, ready to run. */
export type Evaluate = (scope: Scope) => Value;

const nothing = new Map<string, Value>();
const noMembers: ObjectValue = {};

/** The outermost scope of one message. */
export function createScope(message: ReceivedMessage, call: CallContext, variables = nothing): Scope {
  const root = message.readPayload(call.dialect);
  return { call, root, members: membersOf(root), variables, items: nothing };
}

export function membersOf(root: Value): ObjectValue {
  return isObject(root) ? root : noMembers;
}
