import { compareEqual } from '../../value/compare.js';
import { toBoolean, toNumber } from '../../value/convert.js';
import { calculate, parseNumber } from '../../value/number.js';
import { readMember, writeMember } from '../../value/object.js';
import type { Value } from '../../value/value.js';
import type { BinaryExpression, CaseExpression, Expression, ObjectEntry, UnaryExpression } from '../tree/ast.js';
import { compileCall, compileCast } from './compile-call.js';
import { errorAt, type CompileContext } from './compile-context.js';
import { compileQuery } from './compile-query.js';
import { formatMissingFeature, type Dialect } from '../../value/dialect.js';
import { evaluateConstant, isConstant } from './constant.js';
import { compileKeyOrder, evaluateLogic, isOrder, negate, operators } from './operators.js';
import type { Evaluate } from './scope.js';

/** Turns an expression into a closure. Throws: `SqlError` for what is not known, with its place. */
export function compileExpression(expression: Expression, context: CompileContext): Evaluate {
  const { trace } = context;
  const evaluate = compileNode(expression, context);
  if (trace !== undefined) {
    return (scope) => {
      const value = evaluate(scope);
      trace(expression, value);
      return value;
    };
  }
  // A literal is folded as it stands.
  if (expression.kind === 'literal' || expression.kind === 'number' || !isConstant(expression)) return evaluate;
  const value = evaluateConstant(evaluate, context.dialect);
  // An array or object is made anew each time: callers may change what they were given.
  return typeof value === 'object' && value !== null ? evaluate : () => value;
}

function compileNode(expression: Expression, context: CompileContext): Evaluate {
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
      return expression.object === undefined ? ({ root }) => root : compileExpression(expression.object, context);
    case 'name':
      return compileName(expression.name, context);
    case 'variable':
      return compileVariable(expression, context);
    case 'member':
      return compileMember(compileExpression(expression.object, context), expression.name);
    case 'call':
      return compileCall(expression, context, compileExpression);
    case 'cast':
      return compileCast(expression, context, compileExpression);
    case 'unary':
      return compileUnary(expression, context);
    case 'binary':
      return compileBinary(expression, context);
    case 'case':
      return compileCase(expression, context);
    case 'array':
      requireNesting('array literals', expression, context);
      return compileArray(expression.items.map((item) => compileExpression(item, context)));
    case 'object':
      requireNesting('object literals', expression, context);
      return compileObject(expression.entries, context);
    case 'query':
      requireNesting('nested queries', expression, context);
      return compileQuery(expression.query, context, compileExpression);
    case 'exists':
      requireNesting('nested queries', expression, context);
      return compileExists(compileQuery(expression.query, context, compileExpression));
  }
}

function requireNesting(what: string, { span }: Expression, context: CompileContext): void {
  if (context.dialect.hasNesting) return;
  throw errorAt('not-in-version', formatMissingFeature(`${what} need`, context.dialect), span, context);
}

/** Members that every JavaScript object seems to have, and a payload only if it says so. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Whether a name is a member of the payload that can be read straight away, unseen by a trace. */
function isPlainKey(name: string, { aliases, trace }: CompileContext): boolean {
  return !aliases.has(name) && !inherited.has(name) && trace === undefined;
}

function compileName(name: string, { aliases }: CompileContext): Evaluate {
  if (aliases.has(name)) return ({ items }) => items.get(name);
  if (inherited.has(name)) return ({ members }) => readMember(members, name);
  return ({ members }) => members[name];
}

function compileVariable({ name, span }: Extract<Expression, { kind: 'variable' }>, context: CompileContext): Evaluate {
  if (!context.variables.has(name)) {
    throw errorAt('unknown-variable', `variable '@${name.slice(0, 80)}' is not assigned before`, span, context);
  }
  return ({ variables }) => variables.get(name);
}

function compileMember(object: Evaluate, name: string): Evaluate {
  return (scope) => readMember(object(scope), name);
}

function compileUnary({ operator, operand }: UnaryExpression, context: CompileContext): Evaluate {
  const inner = compileExpression(operand, context);
  const { dialect } = context;
  if (operator === 'not') return (scope) => negate(inner(scope));
  return (scope) => {
    const number = toNumber(inner(scope), dialect);
    return number === undefined ? undefined : calculate('-', 0, number, dialect);
  };
}

function compileBinary({ operator, left, right }: BinaryExpression, context: CompileContext): Evaluate {
  const [before, after] = [compileExpression(left, context), compileExpression(right, context)];
  const { dialect } = context;
  if (operator === 'and' || operator === 'or') return compileLogic(operator, before, after);
  if (isOrder(operator) && right.kind === 'number' && left.kind === 'name' && isPlainKey(left.name, context)) {
    const limit = evaluateConstant(after, dialect);
    if (typeof limit === 'number') return compileKeyOrder(operator, left.name, limit, dialect);
  }
  const apply: (left: Value, right: Value, dialect: Dialect) => Value = operators[operator];
  return (scope) => apply(before(scope), after(scope), dialect);
}

function compileLogic(operator: 'and' | 'or', before: Evaluate, after: Evaluate): Evaluate {
  const decisive = operator === 'or';
  return (scope) => evaluateLogic(decisive, before(scope), after(scope));
}

function compileCase({ subject, branches, otherwise }: CaseExpression, context: CompileContext): Evaluate {
  const compile = (inner: Expression) => compileExpression(inner, context);
  const value = subject && compile(subject);
  const arms = branches.map(({ when, result }) => ({ when: compile(when), result: compile(result) }));
  const last = otherwise && compile(otherwise);
  return (scope) => {
    const wanted = value?.(scope);
    // With an Undefined subject nothing is equal to it, and not even ELSE applies.
    if (value !== undefined && wanted === undefined) return undefined;
    for (const { when, result } of arms) {
      const found = when(scope);
      if ((value === undefined ? toBoolean(found) : compareEqual(wanted, found)) === true) return result(scope);
    }
    return last?.(scope);
  };
}

function compileArray(items: readonly Evaluate[]): Evaluate {
  return (scope) => items.map((item) => item(scope));
}

function compileObject(entries: readonly ObjectEntry[], context: CompileContext): Evaluate {
  const members = entries.map(({ key, value }) => ({ key, value: compileExpression(value, context) }));
  return (scope) => {
    const object: Record<string, Value> = {};
    for (const { key, value } of members) {
      const member = value(scope);
      if (member !== undefined) writeMember(object, key, member);
    }
    return object;
  };
}

function compileExists(query: Evaluate): Evaluate {
  return (scope) => {
    const found = query(scope);
    return found === undefined ? undefined : Array.isArray(found) && found.length > 0;
  };
}
