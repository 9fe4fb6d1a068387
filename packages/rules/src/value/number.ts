import type { Dialect } from './dialect.js';
import { Decimal, ExactNumber, type Numeric } from './exact-number.js';

/** Units: significant digits that every double carries through text and back. */
const DOUBLE_DIGITS = 15;
/** Beyond these a double prints with an exponent. */
const SMALLEST_PLAIN = 1e-6;

export function isNumeric(value: unknown): value is Numeric {
  return typeof value === 'number' || value instanceof ExactNumber;
}

/** Reads a JSON number or numeric string; `undefined` where its magnitude is beyond what AWS IoT holds. */
export function parseNumber(text: string, dialect: Dialect): Numeric | undefined {
  return fromDecimal(new Decimal(text), /[.eE]/.test(text) ? 'decimal' : 'int', dialect);
}

/** The narrowest form of a result; `undefined` for NaN and infinities. */
export function fromDecimal(decimal: Decimal, type: 'int' | 'decimal', dialect: Dialect): Numeric | undefined {
  if (!decimal.isFinite()) return undefined;
  const isWhole = decimal.isInteger() && (type === 'int' || dialect.wholeDecimals === 'become-int');
  const showsPoint = !isWhole && decimal.isInteger();
  const isPlain = decimal.isZero() || (decimal.e < 21 && decimal.e >= -6);
  if (!showsPoint && isPlain && decimal.precision() <= DOUBLE_DIGITS) return decimal.toNumber() || 0;
  if (isWhole && decimal.e < 16 && Number.isSafeInteger(decimal.toNumber())) return decimal.toNumber();
  return new ExactNumber(decimal.toSignificantDigits(34), isWhole);
}

/** A result of double precision, as trigonometry and powers give. */
export function fromDouble(value: number, dialect: Dialect): Numeric | undefined {
  if (!Number.isFinite(value)) return undefined;
  const isWhole = Number.isInteger(value);
  if (
    isWhole ? dialect.wholeDecimals === 'become-int' && Number.isSafeInteger(value) : Math.abs(value) >= SMALLEST_PLAIN
  ) {
    return value || 0;
  }
  return fromDecimal(new Decimal(value), 'decimal', dialect);
}

export function toDecimal(value: Numeric): Decimal {
  return typeof value === 'number' ? new Decimal(value) : value.decimal;
}

export function toDouble(value: Numeric): number {
  return typeof value === 'number' ? value : value.decimal.toNumber();
}

export function isInt(value: Numeric): boolean {
  return typeof value === 'number' ? Number.isInteger(value) : value.isInt;
}

/** Standard notation up to 34 digits, scientific beyond. */
export function formatNumber(value: Numeric): string {
  if (typeof value === 'number') return String(value);
  const { decimal } = value;
  if (decimal.e > 40 || decimal.e < -40) return decimal.toExponential().replace('e', 'E');
  return decimal.isInteger() && !value.isInt ? decimal.toFixed(1) : decimal.toFixed();
}

export type Order = -1 | 0 | 1;

export function compareNumbers(left: Numeric, right: Numeric): Order {
  if (typeof left === 'number' && typeof right === 'number') return left < right ? -1 : left > right ? 1 : 0;
  return toDecimal(left).comparedTo(toDecimal(right)) as Order;
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%';

const onDecimals: Readonly<Record<Arithmetic, (left: Decimal, right: Decimal) => Decimal>> = {
  '+': (left, right) => left.plus(right),
  '-': (left, right) => left.minus(right),
  '*': (left, right) => left.times(right),
  '/': (left, right) => left.dividedBy(right),
  '%': (left, right) => left.modulo(right),
};

const onIntegers: Readonly<Record<Arithmetic, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

/** Doubles where both operands and the result are exact integers, 34-digit decimals elsewhere. Division by zero is Undefined. */
export function calculate(operator: Arithmetic, left: Numeric, right: Numeric, dialect: Dialect): Numeric | undefined {
  if (
    typeof left === 'number' &&
    typeof right === 'number' &&
    Number.isSafeInteger(left) &&
    Number.isSafeInteger(right)
  ) {
    const result = onIntegers[operator](left, right);
    if (Number.isSafeInteger(result)) return result || 0;
  }
  const type = isInt(left) && isInt(right) ? 'int' : 'decimal';
  return fromDecimal(onDecimals[operator](toDecimal(left), toDecimal(right)), type, dialect);
}

export type Rounding = 'floor' | 'ceil' | 'nearest' | 'truncate';

const onDoubles: Readonly<Record<Rounding, (value: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  nearest: (value) => Math.sign(value) * Math.round(Math.abs(value)),
  truncate: Math.trunc,
};

const decimalModes: Readonly<Record<Rounding, 0 | 1 | 2 | 3 | 4>> = { floor: 3, ceil: 2, nearest: 4, truncate: 1 };

/** To an Int; halves go away from zero, as `round(-1.5)` = -2 shows. */
export function roundNumber(value: Numeric, rounding: Rounding): Numeric {
  if (typeof value === 'number') return onDoubles[rounding](value) || 0;
  const rounded = value.decimal.toDecimalPlaces(0, decimalModes[rounding]);
  return rounded.abs().lessThan(Number.MAX_SAFE_INTEGER) ? rounded.toNumber() || 0 : new ExactNumber(rounded, true);
}
