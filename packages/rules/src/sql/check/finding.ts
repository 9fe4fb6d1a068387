import type { Span, SqlErrorCode } from '../../errors.js';

/** What keeps a statement from compiling comes under the code of its error. */
export type FindingCode =
  | SqlErrorCode
  | 'alias-in-where'
  | 'divergent-pattern'
  | 'external-function'
  | 'hyphenated-key'
  | 'invalid-pattern'
  | 'missing-guard'
  | 'never-true'
  | 'no-topic-filter'
  | 'repeated-alias'
  | 'repeated-lookup'
  | 'topic-level'
  | 'unaliased-expression'
  | 'unknown-operator'
  | 'unreachable-filter'
  | 'version-unset'
  | 'wrong-arity';

/**
 * Something about a statement that its author should know. An `error` keeps it from being compiled or from ever acting, a
 * `warning` is likely not meant, an `info` may be.
 */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly span: Span;
  /** What to write or do instead, in words. */
  readonly fix: string;
}
