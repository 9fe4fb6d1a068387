import { formatJson, fromPlain, toPlain } from '../value/json.js';
import { isObject } from '../value/object.js';
import type { Value } from '../value/value.js';
import { row, type CallContext, type Overload } from './signature.js';

const outside = { isPure: false, isExternal: true } as const;
const since2016 = { ...outside, since: 2016 } as const;

const call =
  (name: string) =>
  (args: readonly Value[], context: CallContext): Value =>
    callExternal(name, args, context);

// prettier-ignore
export const externalFunctions: readonly Overload[] = [
  row('aws_lambda',              ['any', 'any'],                                    'any',    call('aws_lambda'), outside),
  row('get_dynamodb',            ['any', 'any', 'any', 'any'],                      'Object', call('get_dynamodb'), since2016),
  row('get_dynamodb',            ['any', 'any', 'any', 'any', 'any', 'any'],        'Object', call('get_dynamodb'), since2016),
  row('get_registry_data',       ['any', 'any', 'any'],                             'Object', call('get_registry_data'), since2016),
  row('get_secret',              ['any', 'any', 'any'],                             'any',    call('get_secret'), outside),
  row('get_secret',              ['any', 'any', 'any', 'any'],                      'any',    call('get_secret'), outside),
  row('get_thing_shadow',        ['any', 'any'],                                    'Object', call('get_thing_shadow'), since2016),
  row('get_thing_shadow',        ['any', 'any', 'any'],                             'Object', call('get_thing_shadow'), since2016),
  row('machinelearning_predict', ['any', 'any', 'any'],                             'Object', predict, outside),
];

/** Undefined without a port of that name, and where it throws or gives what JSON cannot say: evaluation never fails. */
export function callExternal(name: string, args: readonly Value[], { external, message, dialect }: CallContext): Value {
  const port = Object.hasOwn(external, name) ? external[name] : undefined;
  if (port === undefined) return undefined;
  try {
    return fromPlain(port(args.map(toPlain), message.source), dialect);
  } catch {
    return undefined;
  }
}

/** A record of several levels is flattened: inner values are serialised. */
function predict([model, role, record]: readonly Value[], context: CallContext): Value {
  if (!isObject(record)) return undefined;
  const flat = Object.entries(record).map(([key, value]): [string, Value] => {
    return [key, typeof value === 'object' && value !== null ? formatJson(value) : value];
  });
  return callExternal('machinelearning_predict', [model, role, Object.fromEntries(flat)], context);
}
