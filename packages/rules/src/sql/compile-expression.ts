import { SqlError } from '../errors.js';
import { callOverload } from '../functions/convert-argument.js';
import { functionTable } from '../functions/table.js';
import { compareEqual } from '../value/compare.js';
import { toBoolean, toInt, toNumber, toText } from '../value/convert.js';
import { calculate, parseNumber } from '../value/number.js';
import { readMember, writeMember } from '../value/object.js';
import type { Value } from '../value/value.js';
import type { BinaryExpression, CaseExpression, Expression, ObjectEntry } from './ast.js';
import { compileQuery } from './compile-query.js';
import type { Dialect } from './dialect.js';
import { negate, operators } from './operators.js';
import type { Evaluate, Scope } from './scope.js';

/** What a compilation needs to know: the text for the places of errors, and the version. */
export interface CompileContext {
  readonly source: string;
  readonly dialect: Dialect;
}

/** Turns an expression into a closure. Throws: `SqlError` for what is not known, with its place. */
export function compileExpression(expression: Expression, context: CompileContext): Evaluate {
  const compile = (inner: Expression) => compileExpression(inner, context);
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'number': {
      const value = parseNumber(expression.text, context.dialect);
      return () => value;
    }
    case 'all':
      return ({ root }) => root;
    case 'name':
      return compileName(expression.name);
    case 'variable': {
      const { name } = expression;
      return ({ variables }) => variables.get(name);
    }
    case 'member':
      return compileMember(compile(expression.object), expression.name);
    case 'call':
      return compileCall(expression, context);
    case 'cast':
      return compileCast(expression, context);
    case 'unary':
      return compileUnary(expression.operator, compile(expression.operand));
    case 'binary':
      return compileBinary(expression, compile);
    case 'case':
      return compileCase(expression, compile);
    case 'array':
      return compileArray(expression.items.map(compile));
    case 'object':
      return compileObject(expression.entries, compile);
    case 'query':
      return compileQuery(expression.query, context);
    case 'exists':
      return compileExists(compileQuery(expression.query, context));
  }
}

function compileName(name: string): Evaluate {
  return ({ items, root }) => (items.has(name) ? items.get(name) : readMember(root, name));
}

function compileMember(object: Evaluate, name: string): Evaluate {
  return (scope) => readMember(object(scope), name);
}

function compileUnary(operator: 'not' | '-', operand: Evaluate): Evaluate {
  if (operator === 'not') return (scope) => negate(operand(scope));
  return (scope) => {
    const number = toNumber(operand(scope), scope.dialect);
    return number === undefined ? undefined : calculate('-', 0, number, scope.dialect);
  };
}

function compileBinary(
  { operator, left, right }: BinaryExpression,
  compile: (inner: Expression) => Evaluate,
): Evaluate {
  const [before, after] = [compile(left), compile(right)];
  if (operator === 'and' || operator === 'or') {
    const decisive = operator === 'or';
    return (scope) => {
      const first = toBoolean(before(scope));
      if (first === decisive) return decisive;
      const second = toBoolean(after(scope));
      if (first === undefined || second === undefined) return undefined;
      return second;
    };
  }
  const apply = operators[operator];
  return (scope) => apply(before(scope), after(scope), scope.dialect);
}

function compileCase(
  { subject, branches, otherwise }: CaseExpression,
  compile: (inner: Expression) => Evaluate,
): Evaluate {
  const value = subject && compile(subject);
  const arms = branches.map(({ when, then }) => ({ when: compile(when), then: compile(then) }));
  const last = otherwise && compile(otherwise);
  return (scope) => {
    const wanted = value?.(scope);
    // With an Undefined subject nothing is equal to it, and not even ELSE applies.
    if (value !== undefined && wanted === undefined) return undefined;
    for (const { when, then } of arms) {
      const found = when(scope);
      if ((value === undefined ? toBoolean(found) : compareEqual(wanted, found)) === true) return then(scope);
    }
    return last?.(scope);
  };
}

function compileArray(items: readonly Evaluate[]): Evaluate {
  return (scope) => items.map((item) => item(scope));
}

function compileObject(entries: readonly ObjectEntry[], compile: (inner: Expression) => Evaluate): Evaluate {
  const members = entries.map(({ key, value }) => ({ key, value: compile(value) }));
  return (scope) => {
    const object: Record<string, Value> = {};
    for (const { key, value } of members) writeMember(object, key, value(scope));
    return object;
  };
}

function compileCall(
  { name, arguments: args, span }: Extract<Expression, { kind: 'call' }>,
  context: CompileContext,
): Evaluate {
  const overloads = functionTable.get(name);
  if (overloads === undefined) {
    throw new SqlError('unknown-function', `unknown function '${name.slice(0, 80)}'`, { span, source: context.source });
  }
  const overload = overloads.find(({ parameters, isVariadic }) => {
    return parameters.length === args.length || (isVariadic && args.length > parameters.length);
  });
  const compiled = args.map((argument) => compileExpression(argument, context));
  // As documented, a wrong number of arguments is Undefined when it runs.
  if (overload === undefined) return () => undefined;
  return (scope) =>
    callOverload(
      overload,
      compiled.map((argument) => argument(scope)),
      scope,
    );
}

function compileCast({ value, type, span }: Extract<Expression, { kind: 'cast' }>, context: CompileContext): Evaluate {
  const target = context.dialect.castTypes[type];
  if (target === undefined) {
    throw new SqlError('unknown-type', `unknown type '${type.slice(0, 80)}'`, { span, source: context.source });
  }
  const inner = compileExpression(value, context);
  return (scope) => castTo(target, inner(scope), scope);
}

function castTo(target: Dialect['castTypes'][string], value: Value, { dialect }: Scope): Value {
  const source = typeof value === 'boolean' && target !== 'string' && target !== 'boolean' ? Number(value) : value;
  switch (target) {
    case 'string':
      return toText(source);
    case 'int':
      return toInt(source, dialect, 'floor');
    case 'decimal':
      return toNumber(source, dialect);
    case 'boolean':
      return toBoolean(source);
  }
}

function compileExists(query: Evaluate): Evaluate {
  return (scope) => {
    const found = query(scope);
    return found === undefined ? undefined : Array.isArray(found) && found.length > 0;
  };
}
