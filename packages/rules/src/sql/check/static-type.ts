import { findOverload } from '../../functions/overload.js';
import { functionTable } from '../../functions/table.js';
import { dialects, newestVersion, type CastTarget } from '../../value/dialect.js';
import type { Expression } from '../tree/ast.js';

/** What is known of a value before any message: its type, if it has a value at all. */
export type StaticType = 'any' | 'Number' | 'Boolean' | 'String' | 'Array' | 'Object' | 'Null' | 'Undefined';

export function typeOf(expression: Expression): StaticType {
  switch (expression.kind) {
    case 'literal':
      if (expression.value === null) return 'Null';
      return typeof expression.value === 'string' ? 'String' : 'Boolean';
    case 'number':
      return 'Number';
    case 'call':
      return typeOfCall(expression.name, expression.arguments.length);
    case 'cast':
      return typeOfCastTo(expression.type);
    case 'unary':
      return expression.operator === 'not' ? 'Boolean' : 'Number';
    case 'binary':
      return typeOfBinary(expression);
    case 'case':
      return commonType([
        ...expression.branches.map(({ result }) => result),
        ...(expression.otherwise === undefined ? [] : [expression.otherwise]),
      ]);
    case 'array':
    case 'query':
      return 'Array';
    case 'object':
      return 'Object';
    case 'exists':
      return 'Boolean';
    case 'all':
    case 'name':
    case 'variable':
    case 'member':
      return 'any';
  }
}

function typeOfCastTo(name: string): StaticType {
  const { castTypes } = dialects[newestVersion];
  const target = Object.hasOwn(castTypes, name) ? castTypes[name] : undefined;
  return target === undefined ? 'any' : typeOfCast[target];
}

function typeOfCall(name: string, count: number): StaticType {
  const overload = findOverload(functionTable.get(name) ?? [], count);
  if (overload === undefined) return functionTable.has(name) ? 'Undefined' : 'any';
  return overload.returns === 'Int' || overload.returns === 'Decimal' ? 'Number' : overload.returns;
}

function typeOfBinary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): StaticType {
  if (operator === '+') {
    const types = [typeOf(left), typeOf(right)];
    if (types.includes('String')) return 'String';
    return types.includes('any') ? 'any' : 'Number';
  }
  return ['-', '*', '/', '%'].includes(operator) ? 'Number' : 'Boolean';
}

function commonType(expressions: readonly Expression[]): StaticType {
  const types = new Set(expressions.map(typeOf));
  const [only = 'any'] = types;
  return types.size === 1 ? only : 'any';
}

/** By what `cast` converts to, as the newest version has it: an older one is found out elsewhere. */
const typeOfCast: Readonly<Record<CastTarget, StaticType>> = {
  string: 'String',
  int: 'Number',
  decimal: 'Number',
  double: 'Number',
  boolean: 'Boolean',
};
