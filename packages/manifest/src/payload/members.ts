import { isObject } from '../encoding/strict-json.js';
import { ManifestError, joinPath, quote } from '../errors.js';

type Members = Readonly<Record<string, unknown>>;

/** Reads a member that must be there. Throws: `payload-malformed`. */
export function readString(members: Members, name: string, path?: string): string {
  const value = members[name];
  return typeof value === 'string' ? value : refuseMember(joinPath(path, name), 'a string', value);
}

/** Reads a member that may be left out. Throws: `payload-malformed` for anything but a whole number from 0. */
export function readOptionalCount(members: Members, name: string, path: string): number | undefined {
  const value = members[name];
  if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0)) return value as number | undefined;
  return refuseMember(`${path}.${name}`, 'a whole number from 0', value);
}

/** Throws `payload-malformed` unless the value is an object. */
export function readObject(value: unknown, path?: string): Members {
  return isObject(value) ? value : refuseMember(path, 'an object', value);
}

/** Throws `payload-malformed` unless the value is an array. */
export function readArray(value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuseMember(path, 'an array', value);
}

/** Throws `payload-malformed`. */
export function refuseMember(path: string | undefined, expected: string, found: unknown): never {
  throw new ManifestError('payload-malformed', `expected ${expected}, found ${quote(found)}`, { path });
}
