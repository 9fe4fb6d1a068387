import type * as z from 'zod';

/** One thing that is wrong with a configuration, and where. */
export interface ConfigProblem {
  readonly path: PropertyKey[];
  /** What was expected and what is found. */
  readonly message: string;
}

/** What an issue of a schema says to who wrote the configuration. The issue knows what is found by the option `reportInput`. */
export function toProblems(issue: z.core.$ZodIssue): ConfigProblem[] {
  const path = [...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: 'unknown key' }));
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, message }));
    case 'custom':
      return [{ path, message: issue.message }];
    default:
      return [{ path, message: `${expectationOf(issue)}, found ${describeFound(issue.input)}` }];
  }
}

const kinds: Partial<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const units: Partial<Record<string, [one: string, more: string]>> = {
  string: [' character', ' characters'],
  array: [' entry', ' entries'],
};

function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => `'${String(value)}'`).join(' or ')}`;
    case 'too_small':
      return `expected at least ${countOf(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `expected at most ${countOf(issue.maximum, issue.origin)}`;
    default:
      return issue.message;
  }
}

function countOf(count: number | bigint, origin: string): string {
  const [one = '', more = ''] = units[origin] ?? [];
  return `${count}${Number(count) === 1 ? one : more}`;
}

/** A private key that stands where a certificate belongs goes into no message. */
function describeFound(input: unknown): string {
  switch (typeof input) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return input.includes('PRIVATE KEY')
        ? 'a private key'
        : `'${input.length > 80 ? `${input.slice(0, 80)}…` : input}'`;
    case 'object':
      if (input === null) return 'null';
      return Array.isArray(input) ? (input.length > 0 ? `a list of ${input.length}` : 'an empty list') : 'an object';
    default:
      return String(input);
  }
}

/** A path as it is written in a program: `local.httpPort`, `thresholds[0].perThing['a b']`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[\w$-]+$/.test(String(key))) return `${text}['${String(key)}']`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
