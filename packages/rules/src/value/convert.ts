import type { Dialect } from './dialect.js';
import { formatJson } from './json.js';
import { MAX_NUMERIC_LENGTH } from './limits.js';
import { formatNumber, isNumeric, parseNumber, roundNumber, type Rounding } from './number.js';
import type { Numeric } from './exact-number.js';
import type { Value } from './value.js';

/** Source: developer guide, "Data types", conversions to Decimal. */
const NUMERIC_STRING = /^-?\d+(?:\.\d+)?(?:[eE]-?\d+)?$/;

export function toNumber(value: Value, dialect: Dialect): Numeric | undefined {
  if (isNumeric(value)) return value;
  if (typeof value !== 'string' || value.length > MAX_NUMERIC_LENGTH || !NUMERIC_STRING.test(value)) return undefined;
  return parseNumber(value, dialect);
}

/** Numbers round as told; strings always lose their fraction, as the table of conversions to Int says. */
export function toInt(value: Value, dialect: Dialect, rounding: Rounding): Numeric | undefined {
  const number = toNumber(value, dialect);
  if (number === undefined) return undefined;
  return roundNumber(number, typeof value === 'string' && rounding === 'nearest' ? 'truncate' : rounding);
}

export function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

export function toText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (isNumeric(value)) return formatNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (value === null || value === undefined || value instanceof Uint8Array) return undefined;
  return formatJson(value);
}
