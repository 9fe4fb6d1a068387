import { quote, SqlError, type Span, type SqlErrorCode } from '../../errors.js';
import { findHabit } from './habit.js';
import { readTokens, type TextRange } from './lexer.js';
import { defaultLimits, type Limits } from './limits.js';
import type { Token } from './token.js';

/** The parsers' view of the text: where they are, what comes next, and how much they have built. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  readonly #limits: Limits;
  #index = 0;
  #depth = 0;
  #nodes = 0;

  constructor(
    readonly source: string,
    limits: Partial<Limits> = {},
    range?: TextRange,
  ) {
    this.#limits = { ...defaultLimits, ...limits };
    this.#tokens = readTokens(source, this.#limits, range);
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#index += 1;
    return token;
  }

  /** Takes the next token if it is this keyword or symbol. */
  accept(keyword: string): Token | undefined {
    return this.peek().keyword === keyword ? this.take() : undefined;
  }

  expect(keyword: string): Token {
    return this.accept(keyword) ?? this.fail(quote(keyword.toUpperCase()));
  }

  /** From a token already taken to the last one taken. */
  spanFrom(start: number): Span {
    return { start, end: this.#tokens[this.#index - 1]?.end ?? start };
  }

  /** Reports what stands next as not what was expected; `fix` says what to write instead, where the place tells. */
  fail(expected: string, fix?: string): never {
    const token = this.peek();
    const found = token.kind === 'end' ? 'the end' : quote(this.source.slice(token.start, token.end));
    const { start, end } = token;
    throw new SqlError('syntax', `expected ${expected}, found ${found}`, {
      span: { start, end },
      source: this.source,
      fix: fix ?? findHabit(token, this.#tokens[this.#index - 1]),
    });
  }

  error(code: SqlErrorCode, message: string, span: Span): SqlError {
    return new SqlError(code, message, { span: { start: span.start, end: span.end }, source: this.source });
  }

  /** Runs a parser one level deeper. Throws: `too-deep`. */
  nest<Result>(parse: () => Result): Result {
    if (this.#depth >= this.#limits.depth) {
      throw this.error('too-deep', `more than ${this.#limits.depth} levels inside each other`, this.peek());
    }
    this.#depth += 1;
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  /** Counts one more part of the tree. Throws: `too-many-nodes`. */
  count<Node extends { readonly span: Span }>(node: Node): Node {
    this.#nodes += 1;
    if (this.#nodes > this.#limits.nodes) {
      throw this.error('too-many-nodes', `more than ${this.#limits.nodes} expressions`, node.span);
    }
    return node;
  }
}
