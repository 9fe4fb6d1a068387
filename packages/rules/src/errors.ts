/** Where in a statement's text something stands. Units: UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Everything that can be wrong with the text of a statement or template. */
export type SqlErrorCode =
  | 'syntax'
  | 'unterminated-string'
  | 'unknown-character'
  | 'comment'
  | 'unknown-function'
  | 'unknown-type'
  | 'unknown-variable'
  | 'unknown-version'
  | 'invalid-topic-filter'
  | 'not-in-version'
  | 'too-long'
  | 'too-deep'
  | 'too-many-nodes';

/**
 * A statement that cannot be parsed or compiled. `span` says where, `source` is the text it points into.
 *
 * @example
 * try { parseStatement("SELECT * FORM 'a/b'"); } catch (error) { console.log((error as SqlError).excerpt); }
 */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly code: SqlErrorCode;
  readonly span: Span;
  readonly source: string;
  /** What to write instead, in words, where that is known; the message says it too. */
  readonly fix: string | undefined;

  constructor(code: SqlErrorCode, message: string, place: { span: Span; source: string; fix?: string | undefined }) {
    super(place.fix === undefined ? message : `${message}: ${place.fix}`);
    this.code = code;
    this.span = place.span;
    this.source = place.source;
    this.fix = place.fix;
  }

  /** The line in question, with carets under the place. */
  get excerpt(): string {
    const lineStart = this.source.lastIndexOf('\n', this.span.start - 1) + 1;
    const [line = ''] = this.source.slice(lineStart).split('\n', 1);
    const column = this.span.start - lineStart;
    const width = Math.max(1, Math.min(this.span.end - this.span.start, line.length - column));
    return `${line}\n${' '.repeat(column)}${'^'.repeat(width)}`;
  }
}

/** Quotes a value for a message, cut at 80 characters. */
export function quote(text: string): string {
  return text.length > 80 ? `'${text.slice(0, 80)}…'` : `'${text}'`;
}
