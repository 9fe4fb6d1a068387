import type { Span } from '../../errors.js';

/** Lower case: how two operands are joined. */
export type BinaryOperator = 'or' | 'and' | '=' | '<>' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | boolean | null; readonly span: Span }
  | { readonly kind: 'number'; readonly text: string; readonly span: Span }
  | AllExpression
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | { readonly kind: 'variable'; readonly name: string; readonly span: Span }
  | MemberExpression
  | CallExpression
  | CastExpression
  | UnaryExpression
  | BinaryExpression
  | CaseExpression
  | { readonly kind: 'array'; readonly items: readonly Expression[]; readonly span: Span }
  | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[]; readonly span: Span }
  | { readonly kind: 'query'; readonly query: Query; readonly span: Span }
  | { readonly kind: 'exists'; readonly query: Query; readonly span: Span };

/** `*`, or `state.reported.*`: as an item of SELECT each of its members. */
export interface AllExpression {
  readonly kind: 'all';
  /** What stands before `.*`; the payload, or a nested query's item, where nothing does. */
  readonly object: Expression | undefined;
  readonly span: Span;
}

export interface MemberExpression {
  readonly kind: 'member';
  readonly object: Expression;
  readonly name: string;
  readonly span: Span;
}

export interface CallExpression {
  readonly kind: 'call';
  /** Lower case. */
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly span: Span;
}

export interface CastExpression {
  readonly kind: 'cast';
  readonly value: Expression;
  /** Lower case. */
  readonly type: string;
  readonly span: Span;
}

export interface UnaryExpression {
  readonly kind: 'unary';
  readonly operator: 'not' | '-';
  readonly operand: Expression;
  readonly span: Span;
}

export interface BinaryExpression {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** With a subject each `when` is compared to it; without one each is a condition. */
export interface CaseExpression {
  readonly kind: 'case';
  readonly subject: Expression | undefined;
  readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
  readonly otherwise: Expression | undefined;
  readonly span: Span;
}

export interface ObjectEntry {
  readonly key: string;
  readonly value: Expression;
}

export type SelectClause =
  | { readonly kind: 'items'; readonly items: readonly SelectItem[] }
  | { readonly kind: 'value'; readonly expression: Expression };

export interface SelectItem {
  readonly expression: Expression;
  /** `AS state.debug` is two levels: `['state', 'debug']`. */
  readonly alias: readonly string[] | undefined;
  readonly span: Span;
}

/** A SELECT inside a statement, over an array or object of the payload. */
export interface Query {
  readonly select: SelectClause;
  readonly from: { readonly source: Expression; readonly alias: string | undefined };
  readonly where: Expression | undefined;
  readonly span: Span;
}

export interface Assignment {
  readonly name: string;
  readonly value: Expression;
  readonly span: Span;
}

export interface Statement {
  readonly set: readonly Assignment[];
  readonly select: SelectClause;
  /** Undefined for rules that only Basic Ingest invokes. */
  readonly topicFilter: { readonly text: string; readonly span: Span } | undefined;
  readonly where: Expression | undefined;
  readonly span: Span;
}

/** A text with `${expression}` in it, as the fields of a rule's actions hold. */
export interface Template {
  readonly parts: readonly (string | Expression)[];
}
