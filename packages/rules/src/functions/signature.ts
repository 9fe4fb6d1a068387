import type { ReceivedMessage } from '../message/received-message.js';
import type { Dialect } from '../value/dialect.js';
import type { Entropy } from '../message/derived-entropy.js';
import type { Message } from '../message/message.js';
import type { Numeric } from '../value/exact-number.js';
import type { Value } from '../value/value.js';

/** Functions that reach outside: by name, called with plain values. What they throw or leave undefined is Undefined. */
export type ExternalFunctions = Readonly<Record<string, (args: unknown[], message: Message) => unknown>>;

/** What a function may see besides its arguments. */
export interface CallContext {
  readonly message: ReceivedMessage;
  readonly dialect: Dialect;
  readonly entropy: Entropy;
  readonly external: ExternalFunctions;
}

/** Each parameter type and what its body receives; the conversion to it is in convert-argument.ts. */
export interface ParameterTypes {
  any: Value;
  number: Numeric;
  double: number;
  /** Rounded down, as bit functions, pads, chr, trunc and substring have it. */
  int: Numeric;
  /** Numbers rounded down, as before; text is not converted. */
  intNumber: Numeric;
  text: string;
  /** The payload's bytes for `*`, the text of anything else. */
  content: Uint8Array | string;
}

export type ParameterType = keyof ParameterTypes;
export type ResultType = 'any' | 'Int' | 'Decimal' | 'Boolean' | 'String' | 'Array' | 'Object';

/** One way to call a function: name, parameters, result, body and the version it came with. */
export interface Overload {
  readonly name: string;
  readonly parameters: readonly ParameterType[];
  /** Any number of further arguments of the last parameter's type. */
  readonly isVariadic: boolean;
  readonly returns: ResultType;
  readonly since: 2015 | 2016;
  /** The same arguments always give the same result, so a call on constants folds. */
  readonly isPure: boolean;
  readonly isExternal: boolean;
  readonly body: (args: readonly never[], context: CallContext) => Value;
}

type Bodies<Types extends readonly ParameterType[]> = {
  -readonly [Index in keyof Types]: ParameterTypes[Types[Index]];
};

/** A row of a table; the body's arguments take their types from the parameters. */
export function row<const Types extends readonly ParameterType[]>(
  name: string,
  parameters: Types,
  returns: ResultType,
  body: (args: Bodies<Types>, context: CallContext) => Value,
  traits: Partial<Pick<Overload, 'since' | 'isVariadic' | 'isPure' | 'isExternal'>> = {},
): Overload {
  const defaults = { since: 2015, isVariadic: false, isPure: true, isExternal: false } as const;
  return { name, parameters, returns, ...defaults, ...traits, body: body as unknown as Overload['body'] };
}
