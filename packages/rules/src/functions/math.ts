import { Decimal } from '../value/exact-number.js';
import { calculate, fromDecimal, fromDouble, isInt, roundNumber, toDecimal, toDouble } from '../value/number.js';
import type { Numeric } from '../value/exact-number.js';
import type { CallContext, Overload } from './signature.js';
import { row } from './signature.js';

const real =
  (compute: (...args: number[]) => number) =>
  (args: readonly number[], { dialect }: CallContext): Numeric | undefined =>
    fromDouble(compute(...args), dialect);

const bits =
  (compute: (left: bigint, right: bigint) => bigint) =>
  ([left, right]: readonly Numeric[], { dialect }: CallContext): Numeric | undefined =>
    fromDecimal(new Decimal(compute(toBigInt(left ?? 0), toBigInt(right ?? 0)).toString()), 'int', dialect);

// prettier-ignore
export const mathFunctions: readonly Overload[] = [
  row('abs',       ['number'],           'Decimal', ([x], { dialect }) => fromDecimal(toDecimal(x).abs(), isInt(x) ? 'int' : 'decimal', dialect)),
  row('acos',      ['double'],           'Decimal', real(Math.acos)),
  row('asin',      ['double'],           'Decimal', real(Math.asin)),
  row('atan',      ['double'],           'Decimal', real(Math.atan)),
  row('atan2',     ['double', 'double'], 'Decimal', real(Math.atan2)),
  row('bitand',    ['int', 'int'],       'Int',     bits((x, y) => x & y)),
  row('bitor',     ['int', 'int'],       'Int',     bits((x, y) => x | y)),
  row('bitxor',    ['int', 'int'],       'Int',     bits((x, y) => x ^ y)),
  row('bitnot',    ['int'],              'Int',     bits((x) => ~x)),
  row('ceil',      ['number'],           'Int',     ([x]) => roundNumber(x, 'ceil')),
  row('cos',       ['double'],           'Decimal', real(Math.cos)),
  row('cosh',      ['double'],           'Decimal', real(Math.cosh)),
  row('exp',       ['double'],           'Decimal', real(Math.exp)),
  row('floor',     ['number'],           'Int',     ([x]) => roundNumber(x, 'floor')),
  row('ln',        ['double'],           'Decimal', real(Math.log)),
  row('log',       ['double'],           'Decimal', real(Math.log10)),
  row('mod',       ['number', 'number'], 'Decimal', ([x, y], { dialect }) => calculate('%', x, y, dialect)),
  row('power',     ['double', 'double'], 'Decimal', real(Math.pow)),
  row('remainder', ['number', 'number'], 'Decimal', ([x, y], { dialect }) => calculate('%', x, y, dialect)),
  row('round',     ['number'],           'Int',     ([x]) => roundNumber(x, 'nearest')),
  row('sign',      ['number'],           'Int',     ([x]) => toDecimal(x).isZero() ? 0 : toDecimal(x).s),
  row('sin',       ['double'],           'Decimal', real(Math.sin)),
  row('sinh',      ['double'],           'Decimal', real(Math.sinh)),
  row('sqrt',      ['double'],           'Decimal', real(Math.sqrt)),
  row('tan',       ['double'],           'Decimal', real(Math.tan)),
  row('tanh',      ['double'],           'Decimal', real(Math.tanh)),
  row('trunc',     ['number', 'intNumber'], 'Decimal', ([x, places], { dialect }) => truncate(x, places, dialect)),
  row('rand',      [],                   'Decimal', (_args, { entropy, dialect }) => fromDouble(entropy.random(), dialect), { isPure: false }),
];

function truncate(value: Numeric, places: Numeric, dialect: CallContext['dialect']): Numeric | undefined {
  const kept = Math.min(34, Math.max(0, toDouble(places)));
  const cut = toDecimal(value).toDecimalPlaces(kept, Decimal.ROUND_DOWN);
  // "Trailing zeroes are stripped from the result": 2.00 gives 2 in both versions.
  return fromDecimal(cut, cut.isInteger() ? 'int' : 'decimal', dialect);
}

function toBigInt(value: Numeric): bigint {
  return typeof value === 'number' ? BigInt(value) : BigInt(value.decimal.toFixed(0));
}
