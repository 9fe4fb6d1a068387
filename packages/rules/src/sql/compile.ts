import type { Message } from '../message/message.js';
import { receiveMessage, type ReceivedMessage } from '../message/received-message.js';
import { formatJson, isPlain, toPlain } from '../value/json.js';
import type { Value } from '../value/value.js';
import type { Assignment, Statement } from './ast.js';
import { createCallContext, type Ports } from './call-context.js';
import type { CompileContext } from './compile-context.js';
import { compileExpression } from './compile-expression.js';
import { compileSelect } from './compile-query.js';
import { defaultVersion, dialects, type SqlVersion } from './dialect.js';
import { createScope, type Evaluate, type Scope } from './scope.js';
import { parseStatement, type ParseOptions } from './statement-parser.js';
import { expressionsOfStatement, walk } from './walk.js';

export interface CompileOptions extends ParseOptions, Ports {
  /** @default '2015-10-08', as AWS IoT runs a rule that names none */
  readonly version?: SqlVersion;
}

/** What a statement makes of one message. `text` is exactly what AWS IoT would hand to the rule's actions. */
export type Evaluation =
  | { readonly matched: false }
  | { readonly matched: true; readonly text: string; readonly value: unknown; readonly bytes?: Uint8Array };

export interface CompiledStatement {
  readonly sql: string;
  readonly version: SqlVersion;
  /** The topic filter; undefined for a rule that only Basic Ingest invokes. `evaluate` does not test it. */
  readonly filter: string | undefined;
  /** Never throws: what cannot be evaluated is Undefined. */
  evaluate(message: Message | ReceivedMessage): Evaluation;
}

/**
 * Compiles a statement once, to run on any number of messages.
 *
 * Throws: `SqlError`, with the place.
 *
 * @example
 * const rule = compileStatement("SELECT watts FROM 'iot8020/+/metrics' WHERE watts > 5.0", { version: '2016-03-23' });
 * rule.evaluate({ topic: 'iot8020/pump/metrics', payload: '{"watts":6.2}' }); // { matched: true, text: '{"watts":6.2}', … }
 */
export function compileStatement(sql: string, options: CompileOptions = {}): CompiledStatement {
  const statement = parseStatement(sql, options);
  return compileTree(statement, sql, options);
}

/** Compiles what is parsed already. `trace` sees every value as it comes about. */
export function compileTree(
  statement: Statement,
  source: string,
  options: CompileOptions,
  trace?: CompileContext['trace'],
): CompiledStatement {
  const version = readVersion(options.version);
  const dialect = dialects[version];
  const context = createCompileContext(source, version, trace);
  const { setVariables, inside } = compileAssignments(statement.set, context);
  const where = statement.where && compileExpression(statement.where, inside);
  const select = compileSelect(statement.select, inside, compileExpression);
  // AWS ends such a rule before any action.
  const isRefused = countLookups(statement) > 1;
  return {
    sql: source,
    version,
    filter: statement.topicFilter?.text,
    evaluate: (message) => {
      const received = receiveMessage(message);
      const scope = setVariables(createScope(received, createCallContext(received, dialect, options, source)));
      if (isRefused || (where !== undefined && where(scope) !== true)) return unmatched;
      return describe(select(scope));
    },
  };
}

const unmatched: Evaluation = Object.freeze({ matched: false });

/** Throws: `RangeError` for a version that AWS IoT does not have. */
function readVersion(version: SqlVersion = defaultVersion): SqlVersion {
  if (Object.hasOwn(dialects, version)) return version;
  throw new RangeError(`expected version 2015-10-08 or 2016-03-23, found '${String(version).slice(0, 80)}'`);
}

export function createCompileContext(
  source: string,
  version: SqlVersion | undefined,
  trace?: CompileContext['trace'],
): CompileContext {
  return { source, dialect: dialects[readVersion(version)], variables: new Set(), aliases: new Set(), trace };
}

/** The SET clause: each assignment sees those before it. */
export function compileAssignments(
  assignments: readonly Assignment[],
  context: CompileContext,
): { setVariables: (scope: Scope) => Scope; inside: CompileContext } {
  let inside = context;
  const compiled: { name: string; evaluate: Evaluate }[] = [];
  for (const { name, value } of assignments) {
    compiled.push({ name, evaluate: compileExpression(value, inside) });
    inside = { ...inside, variables: new Set(inside.variables).add(name) };
  }
  if (compiled.length === 0) return { setVariables: (scope) => scope, inside };
  const setVariables = (outer: Scope): Scope => {
    const variables = new Map<string, Value>();
    const scope = { ...outer, variables };
    for (const { name, evaluate } of compiled) variables.set(name, evaluate(scope));
    return scope;
  };
  return { setVariables, inside };
}

/** Source: developer guide, get_dynamodb(): at most one call in a statement. */
function countLookups(statement: Statement): number {
  let count = 0;
  for (const expression of expressionsOfStatement(statement)) {
    walk(expression, (inner) => {
      if (inner.kind === 'call' && inner.name === 'get_dynamodb') count += 1;
    });
  }
  return count;
}

function describe(value: Value): Evaluation {
  if (value instanceof Uint8Array) return { matched: true, text: '', value, bytes: value };
  if (value === undefined) return { matched: true, text: '', value };
  return isPlain(value)
    ? { matched: true, text: JSON.stringify(value), value }
    : { matched: true, text: formatJson(value), value: toPlain(value) };
}
