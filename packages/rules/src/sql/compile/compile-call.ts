import { callOverload, convertArguments } from '../../functions/convert-argument.js';
import { findOverload } from '../../functions/overload.js';
import { functionTable } from '../../functions/table.js';
import { toBoolean, toInt, toNumber, toText } from '../../value/convert.js';
import { fromDouble, isNumeric, toDouble } from '../../value/number.js';
import type { Value } from '../../value/value.js';
import type { CallExpression, CastExpression } from '../tree/ast.js';
import { errorAt, type Compile, type CompileContext } from './compile-context.js';
import { evaluateConstant, isConstant } from './constant.js';
import { formatMissingFeature, type CastTarget, type Dialect } from '../../value/dialect.js';
import type { Evaluate } from './scope.js';

/** Throws: `unknown-function`, `not-in-version`. */
export function compileCall(
  { name, arguments: args, span }: CallExpression,
  context: CompileContext,
  compile: Compile,
): Evaluate {
  const overloads = functionTable.get(name);
  const shown = name.slice(0, 80);
  if (overloads === undefined) throw errorAt('unknown-function', `unknown function '${shown}'`, span, context);
  if (overloads.every(({ since }) => since > context.dialect.year)) {
    const message = formatMissingFeature(`function '${shown}' needs`, context.dialect);
    throw errorAt('not-in-version', message, span, context);
  }
  const overload = findOverload(overloads, args.length);
  const compiled = args.map((argument) => compile(argument, context));
  // As documented, a wrong number of arguments is Undefined when it runs.
  if (overload === undefined) return () => undefined;
  if (args.every(isConstant) && context.trace === undefined) {
    const { body } = overload;
    const converted = evaluateConstant((scope) => {
      const values = compiled.map((argument) => argument(scope));
      return convertArguments(overload, values, scope);
    }, context.dialect);
    return converted === undefined ? () => undefined : (scope) => body(converted, scope);
  }
  return (scope) =>
    callOverload(
      overload,
      compiled.map((argument) => argument(scope)),
      scope,
    );
}

/** Throws: `unknown-type`. */
export function compileCast(
  { value, type, span }: CastExpression,
  context: CompileContext,
  compile: Compile,
): Evaluate {
  const { dialect } = context;
  const target = Object.hasOwn(dialect.castTypes, type) ? dialect.castTypes[type] : undefined;
  if (target === undefined) throw errorAt('unknown-type', `unknown type '${type.slice(0, 80)}'`, span, context);
  const inner = compile(value, context);
  return (scope) => castTo(target, inner(scope), dialect);
}

/** To Decimal `true` is 1.0, which shows in the 2015 version only. */
function castBoolean(target: CastTarget, value: boolean, dialect: Dialect): Value {
  if (target === 'boolean') return value;
  if (target === 'string') return String(value);
  return target === 'int' ? Number(value) : fromDouble(Number(value), dialect);
}

/** The standard conversions, and numbers to and from Booleans. Source: developer guide, cast(). */
function castTo(target: CastTarget, value: Value, dialect: Dialect): Value {
  if (typeof value === 'boolean') return castBoolean(target, value, dialect);
  switch (target) {
    case 'string':
      return toText(value);
    case 'int':
      return toInt(value, dialect, 'floor');
    case 'decimal':
      return toNumber(value, dialect);
    case 'double': {
      const number = toNumber(value, dialect);
      return typeof number === 'number' || number === undefined ? number : fromDouble(toDouble(number), dialect);
    }
    case 'boolean':
      return isNumeric(value) ? toDouble(value) !== 0 : toBoolean(value);
  }
}
