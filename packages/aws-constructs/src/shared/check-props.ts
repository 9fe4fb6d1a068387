import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type * as z from 'zod';
import { AwsConstructError, type AwsConstructErrorCode } from '../errors.js';

/** What {@link checkProps} judges by. */
export interface PropRules {
  /** Those of the configuration where it has the property too, so that both take the same. */
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  /** @default 'prop-invalid' */
  readonly code?: AwsConstructErrorCode;
}

/**
 * Judges each property by the schema of its name. What is absent has a default, and what is known at deployment only (a token)
 * is left to AWS.
 *
 * Throws: `AwsConstructError` that names the first wrong property, what was expected there and what was found.
 */
export function checkProps(scope: IConstruct, props: object, { schemas, code = 'prop-invalid' }: PropRules): void {
  for (const [name, schema] of Object.entries(schemas)) {
    const value = (props as Record<string, unknown>)[name];
    if (value === undefined || Token.isUnresolved(value)) continue;
    for (const { path, message } of schema.safeParse(value).error?.issues ?? []) {
      const found = readAt(value, path);
      if (!Token.isUnresolved(found))
        throw new AwsConstructError(scope, code, formatWrong([name, ...path], message, found));
    }
  }
}

function readAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

function formatWrong([name = '', ...inner]: readonly PropertyKey[], message: string, found: unknown): string {
  const where = inner.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  // zod's own messages are `Too small: expected …` and `Invalid email address`.
  const expected = message
    .replace(/^[A-Z][a-z ]*: /, '')
    .replace(/^Invalid /, 'a valid ')
    .replace(/^(?!expected)/, 'expected ');
  return `${String(name)}${where}: ${expected}, found ${formatFound(found)}`;
}

function formatFound(found: unknown): string {
  if (Array.isArray(found)) return `${found.length} entries`;
  // An object may hold constructs, which hold one another.
  if (typeof found === 'object' && found !== null) return 'an object';
  return typeof found === 'string' ? JSON.stringify(found).slice(0, 80) : String(found);
}
