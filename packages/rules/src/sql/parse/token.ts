import type { Span } from '../../errors.js';

export type TokenKind = 'word' | 'variable' | 'number' | 'string' | 'symbol' | 'end';

export interface Token extends Span {
  readonly kind: TokenKind;
  /** Of a string, what it stands for; of anything else, as written. */
  readonly text: string;
  /** Lower case, for keywords: a quoted string never equals one. */
  readonly keyword: string;
}

/** Longest first, so that `<=` is not read as `<` and `=`. */
export const symbols = [
  '<=',
  '>=',
  '<>',
  '!=',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  '.',
  ':',
  '*',
  '/',
  '%',
  '+',
  '-',
  '<',
  '>',
  '=',
  '#',
  '$',
] as const;
