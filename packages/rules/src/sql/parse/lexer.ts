import { quote, SqlError } from '../../errors.js';
import { findCharacterHabit } from './habit.js';
import type { Limits } from './limits.js';
import { symbols, type Token } from './token.js';

const SPACE = /[\s\u00a0]+/y;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const VARIABLE = /@[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** The part of a text to read: a template holds expressions among other things. Units: UTF-16 code units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

const COMMENT = /--|\/\*/y;

/**
 * Cuts a statement into tokens in one pass.
 *
 * Throws: `too-long`, `comment`, `unterminated-string`, `unknown-character`.
 */
export function readTokens(
  source: string,
  limits: Limits,
  range: TextRange = { start: 0, end: source.length },
): Token[] {
  if (source.length > limits.length) {
    const message = `statement has ${source.length} characters, expected at most ${limits.length}`;
    throw new SqlError('too-long', message, { span: { start: limits.length, end: source.length }, source });
  }
  const tokens: Token[] = [];
  let position = range.start;
  while (true) {
    position += matchAt(SPACE, source, position)?.length ?? 0;
    if (position >= range.end) break;
    const token = readToken(source, position);
    tokens.push(token);
    position = token.end;
  }
  tokens.push({ kind: 'end', text: '', keyword: '', start: range.end, end: range.end });
  return tokens;
}

function readToken(source: string, start: number): Token {
  const word = matchAt(WORD, source, start);
  if (word !== undefined)
    return { kind: 'word', text: word, keyword: word.toLowerCase(), start, end: start + word.length };
  const number = matchAt(NUMBER, source, start);
  if (number !== undefined) return { kind: 'number', text: number, keyword: '', start, end: start + number.length };
  const first = source.charAt(start);
  if (first === "'" || first === '"') return readString(source, start, first);
  const variable = matchAt(VARIABLE, source, start);
  if (variable !== undefined) {
    return { kind: 'variable', text: variable.slice(1), keyword: '', start, end: start + variable.length };
  }
  if (matchAt(COMMENT, source, start) !== undefined) {
    throw new SqlError('comment', 'comments are not part of AWS IoT SQL', { span: { start, end: start + 2 }, source });
  }
  const symbol = symbols.find((candidate) => source.startsWith(candidate, start));
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, keyword: symbol, start, end: start + symbol.length };
  const found = String.fromCodePoint(source.codePointAt(start) ?? 0);
  const span = { start, end: start + found.length };
  const fix = findCharacterHabit(found);
  throw new SqlError('unknown-character', `unexpected character ${quote(found)}`, { span, source, fix });
}

/** A doubled quote stands for itself; a backslash does so too, as regular expressions need theirs whole. */
function readString(source: string, start: number, mark: string): Token {
  let text = '';
  let from = start + 1;
  while (true) {
    const close = source.indexOf(mark, from);
    if (close === -1) {
      const span = { start, end: source.length };
      throw new SqlError('unterminated-string', `string has no closing ${mark}`, { span, source });
    }
    text += source.slice(from, close);
    if (source[close + 1] !== mark) return { kind: 'string', text, keyword: '', start, end: close + 1 };
    text += mark;
    from = close + 2;
  }
}

function matchAt(pattern: RegExp, source: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(source)?.[0];
}
