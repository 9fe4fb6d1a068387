import { quote, SqlError } from '../../errors.js';
import type { Message } from '../../message/message.js';
import { receiveMessage, type ReceivedMessage } from '../../message/received-message.js';
import type { Value } from '../../value/value.js';
import type { Assignment, Statement } from '../tree/ast.js';
import type { CompileContext } from './compile-context.js';
import { compileExpression } from './compile-expression.js';
import { compileOutput, type Evaluation } from './compile-output.js';
import { defaultVersion, dialects, type SqlVersion } from '../../value/dialect.js';
import { Scope, type Evaluate, type Ports } from './scope.js';
import { parseStatement, type ParseOptions } from '../parse/statement-parser.js';
import { expressionsOfStatement, walk } from '../tree/walk.js';

export interface CompileOptions extends ParseOptions, Ports {
  /** @default '2015-10-08', as AWS IoT runs a rule that names none */
  readonly version?: SqlVersion;
}

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
  options: CompileOptions & { readonly trace?: CompileContext['trace'] },
): CompiledStatement {
  const version = readVersion(options.version, source);
  const setting = { dialect: dialects[version], ports: options, source };
  const context = createCompileContext(source, version, options.trace);
  const { setVariables, inside } = compileAssignments(statement.set, context);
  const where = statement.where && compileExpression(statement.where, inside);
  const output = compileOutput(statement.select, inside);
  const isRefused = callsTwoLookups(statement);
  const evaluate = (message: Message | ReceivedMessage): Evaluation => {
    const received = receiveMessage(message);
    const scope = setVariables(new Scope(setting, received));
    if (isRefused || (where !== undefined && where(scope) !== true)) return unmatched;
    return output(scope, received !== message);
  };
  return {
    sql: source,
    version,
    filter: statement.topicFilter?.text,
    evaluate: (message) => {
      try {
        return evaluate(message);
      } catch (error) {
        if (error instanceof RangeError) return unmatched;
        throw error;
      }
    },
  };
}

/** A statement may pile up its own variables past what the engine holds in one text: then nothing comes of it. */
export function withinMemory<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const unmatched: Evaluation = Object.freeze({ matched: false });

/** Throws: `unknown-version`. */
function readVersion(version: string | undefined, source: string): SqlVersion {
  if (version === undefined) return defaultVersion;
  if (isVersion(version)) return version;
  const message = `expected a version of ${Object.keys(dialects).join(', ')}, found ${quote(version)}`;
  throw new SqlError('unknown-version', message, { span: { start: 0, end: 0 }, source });
}

function isVersion(version: string): version is SqlVersion {
  return Object.hasOwn(dialects, version);
}

export function createCompileContext(
  source: string,
  version: SqlVersion | undefined,
  trace?: CompileContext['trace'],
): CompileContext {
  return { source, dialect: dialects[readVersion(version, source)], variables: new Set(), aliases: new Set(), trace };
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
    const scope = outer.within({ variables });
    for (const { name, evaluate } of compiled) variables.set(name, evaluate(scope));
    return scope;
  };
  return { setVariables, inside };
}

/** Whether AWS ends this rule before any action. Source: developer guide, get_dynamodb(): at most one call in a statement. */
export function callsTwoLookups(statement: Statement): boolean {
  let count = 0;
  for (const expression of expressionsOfStatement(statement)) {
    walk(expression, (inner) => {
      if (inner.kind === 'call' && inner.name === 'get_dynamodb') count += 1;
    });
  }
  return count > 1;
}
