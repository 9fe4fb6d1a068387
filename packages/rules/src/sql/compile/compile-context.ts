import { SqlError, type Span, type SqlErrorCode } from '../../errors.js';
import type { Value } from '../../value/value.js';
import type { Expression } from '../tree/ast.js';
import type { Dialect } from '../../value/dialect.js';
import type { Evaluate } from './scope.js';

/** What a compilation needs to know besides the tree. */
export interface CompileContext {
  /** The text that spans point into. */
  readonly source: string;
  readonly dialect: Dialect;
  /** SET variables assigned so far. */
  readonly variables: ReadonlySet<string>;
  /** Aliases of the nested queries around an expression. */
  readonly aliases: ReadonlySet<string>;
  /** Sees every value as it comes about; nothing is folded then. */
  readonly trace: ((expression: Expression, value: Value) => void) | undefined;
}

/** Compiles what stands inside; passed to the parts of the compiler, which need each other. */
export type Compile = (expression: Expression, context: CompileContext) => Evaluate;

export function errorAt(code: SqlErrorCode, message: string, span: Span, { source }: CompileContext): SqlError {
  return new SqlError(code, message, { span, source });
}
