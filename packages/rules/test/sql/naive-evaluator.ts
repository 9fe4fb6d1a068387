import { callOverload } from '../../src/functions/convert-argument.js';
import { findOverload } from '../../src/functions/overload.js';
import type { CallContext } from '../../src/functions/signature.js';
import { functionTable } from '../../src/functions/table.js';
import type { BinaryOperator, Expression, Query, SelectClause, Statement } from '../../src/sql/tree/ast.js';
import { toBoolean, toNumber, toText } from '../../src/value/convert.js';
import type { Decimal } from '../../src/value/exact-number.js';
import { formatJson } from '../../src/value/json.js';
import {
  fromDecimal,
  isInt,
  isNumeric,
  parseNumber,
  roundNumber,
  toDecimal,
  toDouble,
} from '../../src/value/number.js';
import { isObject, readMember, writePath } from '../../src/value/object.js';
import type { Value } from '../../src/value/value.js';

/** Where names are looked up: the innermost item first, then what an alias lets through. */
interface Place {
  readonly root: Value;
  readonly outer: Place | undefined;
  readonly named: ReadonlyMap<string, Value>;
}

/** Walks the tree anew for every message, with decimals for every number: slow, and without any of the compiler's short cuts. */
export class NaiveEvaluator {
  readonly #call: CallContext;
  readonly #variables = new Map<string, Value>();

  constructor(call: CallContext) {
    this.#call = call;
  }

  /** The output's text; `undefined` where the statement does not match. */
  run({ set, select, where }: Statement): string | undefined {
    const root = this.#call.message.readPayload(this.#call.dialect);
    const place = { root, outer: undefined, named: new Map<string, Value>() };
    for (const { name, value } of set) this.#variables.set(name, this.evaluate(value, place));
    if (where !== undefined && this.evaluate(where, place) !== true) return undefined;
    return formatJson(this.#select(select, place));
  }

  evaluate(expression: Expression, place: Place): Value {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'number':
        return parseNumber(expression.text, this.#call.dialect);
      case 'all':
        return expression.object === undefined ? place.root : this.evaluate(expression.object, place);
      case 'name':
        return this.#lookUp(expression.name, place);
      case 'variable':
        return this.#variables.get(expression.name);
      case 'member':
        return readMember(this.evaluate(expression.object, place), expression.name);
      case 'call':
        return this.#callFunction(expression.name, expression.arguments, place);
      case 'cast':
        return this.#cast(this.evaluate(expression.value, place), expression.type);
      case 'unary':
        return this.#unary(expression.operator, this.evaluate(expression.operand, place));
      case 'binary': {
        const left = this.evaluate(expression.left, place);
        return this.#binary(expression.operator, left, this.evaluate(expression.right, place));
      }
      case 'case':
        return this.#case(expression, place);
      case 'array':
        return expression.items.map((item) => this.evaluate(item, place));
      case 'object': {
        const object: Record<string, Value> = {};
        for (const { key, value } of expression.entries) {
          const member = this.evaluate(value, place);
          if (member !== undefined) writePath(object, [key], member);
        }
        return object;
      }
      case 'query':
        return this.#query(expression.query, place);
      case 'exists': {
        const found = this.#query(expression.query, place);
        return found === undefined ? undefined : (found as readonly Value[]).length > 0;
      }
    }
  }

  #lookUp(name: string, { root, outer, named }: Place): Value {
    if (named.has(name)) return named.get(name);
    const own = readMember(root, name);
    const isOwn = isObject(root) && Object.hasOwn(root, name);
    return isOwn || outer === undefined ? own : this.#lookUp(name, { ...outer, named: new Map() });
  }

  #callFunction(name: string, args: readonly Expression[], place: Place): Value {
    const overload = findOverload(functionTable.get(name) ?? [], args.length);
    const values = args.map((argument) => this.evaluate(argument, place));
    return overload === undefined ? undefined : callOverload(overload, values, this.#call);
  }

  #cast(value: Value, type: string): Value {
    const { dialect } = this.#call;
    if (/^(string|nvarchar|text|ntext|varchar)$/.test(type)) return toText(value);
    if (type.startsWith('bool')) return isNumeric(value) ? !toDecimal(value).isZero() : toBoolean(value);
    const source = typeof value === 'boolean' ? Number(value) : value;
    const number = toNumber(source, dialect);
    if (number === undefined) return undefined;
    if (type.startsWith('int')) return roundNumber(number, 'floor');
    if (typeof value === 'boolean') return fromDecimal(toDecimal(number), 'decimal', dialect);
    if (type === 'double' && typeof number !== 'number') return parseNumber(shown(toDouble(number)), dialect);
    return number;
  }

  #unary(operator: 'not' | '-', value: Value): Value {
    if (operator === 'not') {
      const truth = toBoolean(value);
      return truth === undefined ? undefined : !truth;
    }
    return this.#calculate('-', 0, value);
  }

  #binary(operator: BinaryOperator, left: Value, right: Value): Value {
    switch (operator) {
      case 'and':
      case 'or': {
        const sides = [left, right].map((side) => (side === undefined ? 'missing' : toBoolean(side)));
        if (sides.includes(undefined)) return undefined;
        if (sides.includes(operator === 'or')) return operator === 'or';
        return sides.includes('missing') ? undefined : operator === 'and';
      }
      case '=':
      case '<>':
        if (left === undefined || right === undefined) return undefined;
        return isSame(left, right) === (operator === '=');
      case 'in':
        if (left === undefined || !Array.isArray(right)) return undefined;
        if (right.some((item: Value) => item !== undefined && isSame(left, item))) return true;
        return right.some((item: Value) => item === undefined) ? undefined : false;
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.#order(operator, left, right);
      case '+':
        if (typeof left === 'string' || typeof right === 'string') {
          const texts = [toText(left), toText(right)];
          return texts.includes(undefined) ? undefined : texts.join('');
        }
        return this.#calculate(operator, left, right);
      default:
        return this.#calculate(operator, left, right);
    }
  }

  #order(operator: '<' | '<=' | '>' | '>=', left: Value, right: Value): Value {
    const [before, after] = [toNumber(left, this.#call.dialect), toNumber(right, this.#call.dialect)];
    if (before === undefined || after === undefined) return undefined;
    const sign = toDecimal(before).comparedTo(toDecimal(after));
    return { '<': sign < 0, '<=': sign <= 0, '>': sign > 0, '>=': sign >= 0 }[operator];
  }

  #calculate(operator: '+' | '-' | '*' | '/' | '%', left: Value, right: Value): Value {
    const { dialect } = this.#call;
    const [before, after] = [toNumber(left, dialect), toNumber(right, dialect)];
    if (before === undefined || after === undefined) return undefined;
    const results: Record<typeof operator, (one: Decimal, other: Decimal) => Decimal> = {
      '+': (one, other) => one.plus(other),
      '-': (one, other) => one.minus(other),
      '*': (one, other) => one.times(other),
      '/': (one, other) => one.dividedBy(other),
      '%': (one, other) => one.modulo(other),
    };
    const type = isInt(before) && isInt(after) ? 'int' : 'decimal';
    return fromDecimal(results[operator](toDecimal(before), toDecimal(after)), type, dialect);
  }

  #case({ subject, branches, otherwise }: Extract<Expression, { kind: 'case' }>, place: Place): Value {
    const wanted = subject && this.evaluate(subject, place);
    if (subject !== undefined && wanted === undefined) return undefined;
    const taken = branches.find(({ when }) => {
      const found = this.evaluate(when, place);
      return subject === undefined ? toBoolean(found) === true : this.#binary('=', wanted, found) === true;
    });
    const result = taken === undefined ? otherwise : taken.result;
    return result && this.evaluate(result, place);
  }

  #query({ select, from, where }: Query, place: Place): Value {
    const source = this.evaluate(from.source, place);
    if (source === undefined) return undefined;
    const items: readonly Value[] = Array.isArray(source) ? source : [source];
    return items.flatMap((item) => {
      const named = from.alias === undefined ? place.named : new Map(place.named).set(from.alias, item);
      const inner = { root: item, outer: from.alias === undefined ? undefined : place, named };
      if (where !== undefined && this.evaluate(where, inner) !== true) return [];
      const result = this.#select(select, inner);
      return result === undefined ? [] : [result];
    });
  }

  #select(select: SelectClause, place: Place): Value {
    if (select.kind === 'value') return this.evaluate(select.expression, place);
    const [first] = select.items;
    const isRoot = first?.expression.kind === 'all' && first.expression.object === undefined;
    if (select.items.length === 1 && isRoot && first.alias === undefined) return place.root;
    const target: Record<string, Value> = {};
    for (const { expression, alias } of select.items) {
      const value = this.evaluate(expression, place);
      if (expression.kind === 'all' && alias === undefined) {
        if (isObject(value)) for (const key of Object.keys(value)) writePath(target, [key], value[key]);
      } else if (value !== undefined && alias !== undefined) writePath(target, alias, value);
    }
    return target;
  }
}

function isSame(left: Value, right: Value): boolean {
  if (isNumeric(left) && isNumeric(right)) return toDecimal(left).equals(toDecimal(right));
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item: Value, index) => isSame(item, right[index]));
  }
  if (isObject(left) && isObject(right)) {
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...names].every((name) => isSame(readMember(left, name), readMember(right, name)));
  }
  return left === right;
}

function shown(value: number): string {
  return String(value);
}
