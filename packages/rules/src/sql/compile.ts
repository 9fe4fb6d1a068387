import type { Entropy, ExternalFunctions } from '../functions/signature.js';
import type { Message } from '../message/message.js';
import { receiveMessage, type ReceivedMessage } from '../message/received-message.js';
import { formatJson, toPlain } from '../value/json.js';
import type { Value } from '../value/value.js';
import { compileExpression } from './compile-expression.js';
import { compileSelect } from './compile-query.js';
import { defaultVersion, dialects, type SqlVersion } from './dialect.js';
import type { Scope } from './scope.js';
import { parseStatement, type ParseOptions } from './statement-parser.js';

export interface CompileOptions extends ParseOptions {
  /** @default '2015-10-08', as AWS IoT runs a rule that names none */
  readonly version?: SqlVersion;
  /** @default none: functions that reach outside are Undefined */
  readonly functions?: ExternalFunctions;
  /** @default none: `rand` and `newuuid` are Undefined */
  readonly entropy?: Entropy;
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

/** Compiles a statement once, to run on any number of messages. Throws: `SqlError`. */
export function compileStatement(sql: string, options: CompileOptions = {}): CompiledStatement {
  const version = options.version ?? defaultVersion;
  const dialect = dialects[version];
  const statement = parseStatement(sql, options);
  const context = { source: sql, dialect };
  const assignments = statement.set.map(({ name, value }) => ({ name, evaluate: compileExpression(value, context) }));
  const where = statement.where && compileExpression(statement.where, context);
  const select = compileSelect(statement.select, context);
  return {
    sql,
    version,
    filter: statement.topicFilter?.text,
    evaluate: (source) => {
      const message = receiveMessage(source);
      const variables = new Map<string, Value>();
      const scope: Scope = {
        message,
        dialect,
        entropy: options.entropy,
        external: options.functions ?? {},
        root: message.readPayload(dialect),
        variables,
        items: new Map(),
      };
      for (const { name, evaluate } of assignments) variables.set(name, evaluate(scope));
      if (where !== undefined && where(scope) !== true) return { matched: false };
      return describe(select(scope));
    },
  };
}

function describe(value: Value): Evaluation {
  if (value instanceof Uint8Array) return { matched: true, text: '', value, bytes: value };
  return { matched: true, text: formatJson(value), value: toPlain(value) };
}
