import { findOverload } from '../functions/overload.js';
import { functionTable } from '../functions/table.js';
import type { Expression } from './ast.js';

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
      return castTypes[expression.type] ?? 'any';
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

const castTypes: Readonly<Record<string, StaticType>> = {
  string: 'String',
  nvarchar: 'String',
  text: 'String',
  ntext: 'String',
  varchar: 'String',
  int: 'Number',
  integer: 'Number',
  double: 'Number',
  decimal: 'Number',
  bool: 'Boolean',
  boolean: 'Boolean',
};
