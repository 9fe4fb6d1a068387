import { ExactNumber } from './exact-number.js';
import type { ObjectValue, Value } from './value.js';

export function isObject(value: Value): value is ObjectValue {
  if (typeof value !== 'object' || value === null) return false;
  // What JSON.parse made, told by one look: each `instanceof` costs as much as evaluating a rule.
  if (Object.getPrototypeOf(value) === Object.prototype) return true;
  return !Array.isArray(value) && !(value instanceof ExactNumber) && !(value instanceof Uint8Array);
}

/** The member of an object; Undefined for anything else. A payload's `__proto__` is a key like any other. */
export function readMember(value: Value, key: string): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (!Object.hasOwn(value, key) || !isObject(value)) return undefined;
  return value[key];
}

export function writeMember(target: Record<string, Value>, key: string, value: Value): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** Adds every member of a source, later ones winning. */
export function copyMembers(target: Record<string, Value>, source: ObjectValue): void {
  for (const key of Object.keys(source)) writeMember(target, key, source[key]);
}

/** A copy to write to. Object.assign keeps what JSON.stringify is fast on, but takes `__proto__` for the prototype. */
export function cloneMembers(source: ObjectValue): Record<string, Value> {
  if (!Object.hasOwn(source, '__proto__')) return Object.assign({}, source);
  const clone: Record<string, Value> = {};
  copyMembers(clone, source);
  return clone;
}

/** Writes along a path, merging with the objects that already stand there. */
export function writePath(target: Record<string, Value>, path: readonly string[], value: Value): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    writeMember(target, key, value);
    return;
  }
  if (value === undefined) return;
  const inner: Record<string, Value> = {};
  const existing = readMember(target, key);
  if (isObject(existing)) copyMembers(inner, existing);
  writePath(inner, rest, value);
  writeMember(target, key, inner);
}
