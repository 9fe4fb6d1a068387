import { toNumber } from '../../value/convert.js';
import type { BinaryExpression, BinaryOperator, Expression, Statement } from '../tree/ast.js';
import type { Dialect } from '../../value/dialect.js';
import type { Finding } from './finding.js';
import { formatExpression } from '../tree/format.js';
import { isPath } from './path.js';
import { typeOf, type StaticType } from './static-type.js';

/** Comparisons and logic whose types can never give true. */
export function checkOperands(expression: Expression, dialect: Dialect): Finding[] {
  if (expression.kind === 'unary' && expression.operator === 'not') return checkLogic('NOT', [expression.operand]);
  if (expression.kind !== 'binary') return [];
  switch (expression.operator) {
    case 'and':
    case 'or':
      return checkLogic(expression.operator.toUpperCase(), [expression.left, expression.right]);
    case '=':
      return checkEquality(expression);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return [expression.left, expression.right].flatMap((side) => checkOrderOperand(expression, side, dialect));
    case 'in':
      return checkList(expression);
    default:
      return [];
  }
}

function checkLogic(operator: string, sides: readonly Expression[]): Finding[] {
  return (
    sides
      // Beside a side that decides, an Undefined one does no harm.
      .filter((side) => !isOneOf(typeOf(side), ['any', 'Boolean', 'String', 'Undefined']))
      .map((side) =>
        neverTrue(
          side,
          `${operator} takes Booleans, found ${formatTyped(side)}: the result is Undefined`,
          'compare it with something',
        ),
      )
  );
}

function checkEquality(expression: BinaryExpression): Finding[] {
  const [left, right] = [typeOf(expression.left), typeOf(expression.right)];
  if (left === 'any' || right === 'any' || (left === right && left !== 'Undefined')) return [];
  const message = `${left} is never equal to ${right}, as = does not convert`;
  return [neverTrue(expression, message, 'cast one side to the type of the other')];
}

function checkOrderOperand({ operator }: BinaryExpression, side: Expression, dialect: Dialect): Finding[] {
  const type = typeOf(side);
  const isText = side.kind === 'literal' && typeof side.value === 'string';
  const isWord = isText && toNumber(side.value, dialect) === undefined;
  if (!isWord && isOneOf(type, ['any', 'Number', 'String'])) return [];
  const message = `${operator} compares numbers, found ${formatTyped(side)}: the result is Undefined`;
  return [neverTrue(side, message, 'compare numbers, or use = and <> for other values')];
}

function checkList({ right }: BinaryExpression): Finding[] {
  if (isOneOf(typeOf(right), ['any', 'Array'])) return [];
  const message = `IN takes an array on its right, found ${formatTyped(right)}: the result is Undefined`;
  return [neverTrue(right, message, 'put the values in brackets: IN [1, 2]')];
}

/** Bounds on one path that exclude each other, as in `watts > 5 AND watts < 3`. */
export function checkBounds(where: Expression): Finding[] {
  const ranges = new Map<string, Range>();
  const findings: Finding[] = [];
  for (const bound of conjuncts(where).flatMap(readBound)) {
    const range = narrow(ranges.get(bound.path) ?? everything, bound);
    ranges.set(bound.path, range);
    const isEmpty = range.least > range.most || (range.least === range.most && range.isOpen);
    if (isEmpty) {
      const message = `no ${bound.path} meets this and what is asked before`;
      findings.push(neverTrue(bound.expression, message, 'join alternatives by OR, or correct the limits'));
    }
  }
  return findings;
}

interface Bound {
  readonly path: string;
  readonly operator: BinaryOperator;
  readonly limit: number;
  readonly expression: Expression;
}

interface Range {
  readonly least: number;
  readonly most: number;
  /** Whether a limit itself is excluded. */
  readonly isOpen: boolean;
}

const everything: Range = { least: -Infinity, most: Infinity, isOpen: false };

function narrow({ least, most, isOpen }: Range, { operator, limit }: Bound): Range {
  const isLower = operator === '>' || operator === '>=' || operator === '=';
  const isUpper = operator === '<' || operator === '<=' || operator === '=';
  const excludes = operator === '>' || operator === '<';
  return {
    least: isLower ? Math.max(least, limit) : least,
    most: isUpper ? Math.min(most, limit) : most,
    isOpen: (isLower && limit >= least) || (isUpper && limit <= most) ? excludes || isOpen : isOpen,
  };
}

const mirrored: Readonly<Partial<Record<BinaryOperator, BinaryOperator>>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '=': '=',
};

function readBound(expression: Expression): Bound[] {
  if (expression.kind !== 'binary') return [];
  const { left, right, operator } = expression;
  const turned = mirrored[operator];
  if (turned === undefined) return [];
  if (isPath(left) && right.kind === 'number') {
    return [{ path: formatExpression(left), operator, limit: Number(right.text), expression }];
  }
  if (isPath(right) && left.kind === 'number') {
    return [{ path: formatExpression(right), operator: turned, limit: Number(left.text), expression }];
  }
  return [];
}

/** The conditions that all must hold, in the order of the text. */
export function conjuncts(expression: Expression): Expression[] {
  if (expression.kind !== 'binary' || expression.operator !== 'and') return [expression];
  return [...conjuncts(expression.left), ...conjuncts(expression.right)];
}

/** `topic(1) = 'x'` where the filter says 'a/+'. */
export function checkTopicText(expression: Expression, filter: Statement['topicFilter']): Finding[] {
  if (expression.kind !== 'binary' || expression.operator !== '=' || filter === undefined) return [];
  const sides = [expression.left, expression.right];
  const call = sides.find(({ kind }) => kind === 'call');
  const literal = sides.find(({ kind }) => kind === 'literal');
  if (call?.kind !== 'call' || call.name !== 'topic' || literal?.kind !== 'literal') return [];
  const [level] = call.arguments;
  if (level?.kind !== 'number' || typeof literal.value !== 'string') return [];
  const wanted = filter.text.split('/')[Math.floor(Number(level.text)) - 1];
  if (wanted === undefined || wanted === '+' || wanted === '#' || wanted === literal.value) return [];
  const message = `the filter '${filter.text}' lets only '${wanted}' through at level ${level.text}`;
  return [neverTrue(expression, message, 'correct the level or the filter')];
}

function isOneOf(type: StaticType, types: readonly StaticType[]): boolean {
  return types.includes(type);
}

function formatTyped(expression: Expression): string {
  return `${typeOf(expression)} ${formatExpression(expression).slice(0, 80)}`;
}

function neverTrue({ span }: Expression, message: string, fix: string): Finding {
  return { code: 'never-true', severity: 'warning', message, span, fix };
}
