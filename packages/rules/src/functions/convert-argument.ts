import { toInt, toNumber, toText } from '../value/convert.js';
import { isNumeric, toDouble } from '../value/number.js';
import type { Value } from '../value/value.js';
import type { CallContext, Overload, ParameterType } from './signature.js';

type Conversion = (value: Value, context: CallContext) => unknown;

/** To each parameter's type; what cannot be converted is Undefined, and so is then the call. */
const conversions: Readonly<Record<ParameterType, Conversion>> = {
  any: (value) => value,
  number: (value, { dialect }) => toNumber(value, dialect),
  double: (value, { dialect }) => {
    const number = toNumber(value, dialect);
    return number === undefined ? undefined : toDouble(number);
  },
  int: (value, { dialect }) => toInt(value, dialect, 'floor'),
  intNumber: (value, { dialect }) => (isNumeric(value) ? toInt(value, dialect, 'floor') : undefined),
  text: (value) => toText(value),
  // `*` is the payload as it was published, spaces and all.
  content: (value, { message, dialect }) => {
    if (value instanceof Uint8Array) return value;
    return typeof value === 'object' && value === message.readPayload(dialect) ? message.bytes : toText(value);
  },
};

/** Calls the overload, or gives Undefined where an argument does not convert. */
export function callOverload(overload: Overload, args: readonly Value[], context: CallContext): Value {
  const converted = convertArguments(overload, args, context);
  return converted && overload.body(converted, context);
}

/** What the body takes; nothing where an argument does not convert. */
export function convertArguments(
  { parameters }: Overload,
  args: readonly Value[],
  context: CallContext,
): readonly never[] | undefined {
  const converted: unknown[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const type = parameters[index] ?? parameters.at(-1) ?? 'any';
    const argument = conversions[type](args[index], context);
    if (argument === undefined && type !== 'any') return undefined;
    converted.push(argument);
  }
  return converted as never[];
}
