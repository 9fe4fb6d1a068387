import type { CallContext, ExternalFunctions } from '../../functions/signature.js';
import type { Entropy } from '../../message/derived-entropy.js';
import type { ReceivedMessage } from '../../message/received-message.js';
import { isObject } from '../../value/object.js';
import type { ObjectValue, Value } from '../../value/value.js';
import type { Dialect } from '../../value/dialect.js';

/** What comes from outside a statement. */
export interface Ports {
  /** @default none: functions that reach outside are Undefined */
  readonly functions?: ExternalFunctions;
  /** @default derived from the message and the statement: the same message gives the same `rand()` and `newuuid()` again */
  readonly entropy?: Entropy;
}

/** What is the same for every message that a statement sees. */
export interface Setting {
  readonly dialect: Dialect;
  readonly ports: Ports;
  /** The statement's text: two statements on one message draw different numbers. */
  readonly source: string;
}

/** What names and `*` mean somewhere in a statement. */
export interface Bindings {
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

const nothing: ReadonlyMap<string, Value> = new Map();
const noMembers: ObjectValue = {};
const noFunctions: ExternalFunctions = {};

/** What an expression is evaluated in. One object for each message, as making it is a good part of evaluating most rules. */
export class Scope implements Bindings, CallContext {
  readonly root: Value;
  readonly members: ObjectValue;
  readonly variables: ReadonlyMap<string, Value>;
  readonly items: ReadonlyMap<string, Value>;

  /** Without bindings the outermost scope of a message. */
  constructor(
    readonly setting: Setting,
    readonly message: ReceivedMessage,
    bindings?: Bindings,
  ) {
    this.root = bindings === undefined ? message.readPayload(setting.dialect) : bindings.root;
    this.members = bindings?.members ?? membersOf(this.root);
    this.variables = bindings?.variables ?? nothing;
    this.items = bindings?.items ?? nothing;
  }

  get dialect(): Dialect {
    return this.setting.dialect;
  }

  get external(): ExternalFunctions {
    return this.setting.ports.functions ?? noFunctions;
  }

  get entropy(): Entropy {
    return this.setting.ports.entropy ?? this.message.entropyFor(this.setting.source);
  }

  within(changes: Partial<Bindings>): Scope {
    const { root, members, variables, items } = this;
    return new Scope(this.setting, this.message, { root, members, variables, items, ...changes });
  }
}

export function membersOf(root: Value): ObjectValue {
  return isObject(root) ? root : noMembers;
}
