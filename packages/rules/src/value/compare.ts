import { compareNumbers, isNumeric } from './number.js';
import { isObject } from './object.js';
import type { Value } from './value.js';

/** The `=` of AWS IoT SQL: no conversion, mismatched types are unequal, anything with Undefined is Undefined. */
export function compareEqual(left: Value, right: Value): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  return isEqual(left, right);
}

function isEqual(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (isNumeric(left)) return isNumeric(right) && compareNumbers(left, right) === 0;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item: Value, index) => isEqual(item, right[index]))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = definedKeys(left);
  return (
    keys.length === definedKeys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key]))
  );
}

function definedKeys(value: { readonly [key: string]: Value }): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}
