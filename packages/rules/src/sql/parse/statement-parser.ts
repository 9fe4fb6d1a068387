import { isTopicFilter } from '../../topic/filter.js';
import type { Assignment, Expression, Statement } from '../tree/ast.js';
import { parseExpression, parsePostfix } from './expression-parser.js';
import type { Limits } from './limits.js';
import { parseAliasPath, parseSelect, parseWhere } from './query-parser.js';
import { TokenReader } from './token-reader.js';

const parsers = { parseExpression, parsePostfix };

export interface ParseOptions {
  /** @default `defaultLimits` */
  readonly limits?: Partial<Limits>;
}

/**
 * Reads a rule's SQL into a tree.
 *
 * Throws: `SqlError`, with the place.
 * Source: AWS IoT developer guide, "AWS IoT SQL reference".
 */
export function parseStatement(sql: string, options: ParseOptions = {}): Statement {
  const reader = new TokenReader(sql, options.limits);
  const { start } = reader.peek();
  const set = parseAssignments(reader);
  const select = parseSelect(reader, parsers);
  const topicFilter = parseFrom(reader);
  const where = parseWhere(reader, parsers);
  if (reader.peek().kind !== 'end') reader.fail(where === undefined ? "'WHERE' or the end" : 'the end');
  return { set, select, topicFilter, where, span: reader.spanFrom(start) };
}

/** Reads one expression and nothing after it. Throws: `SqlError`, with the place. */
export function parseLoneExpression(text: string, options: ParseOptions = {}): Expression {
  const reader = new TokenReader(text, options.limits);
  const expression = parseExpression(reader);
  if (reader.peek().kind !== 'end') reader.fail('the end');
  return expression;
}

/** Reads what may stand after AS and nothing after it: a name, or several joined by dots. Throws: `SqlError`, with the place. */
export function parseAlias(text: string): string[] {
  const reader = new TokenReader(text);
  const alias = parseAliasPath(reader);
  if (reader.peek().kind !== 'end') reader.fail('the end');
  return alias;
}

/** [ 'SET' variable '=' expression { ',' variable '=' expression } ]; each name once, 64 characters at most */
function parseAssignments(reader: TokenReader): Assignment[] {
  const assignments: Assignment[] = [];
  if (reader.accept('set') === undefined) return assignments;
  do {
    const token = reader.peek();
    if (token.kind !== 'variable') reader.fail('a variable such as @name');
    reader.take();
    if (token.text.length > MAX_VARIABLE_LENGTH) {
      throw reader.error('syntax', `expected at most ${MAX_VARIABLE_LENGTH} characters of a variable`, token);
    }
    if (assignments.some(({ name }) => name === token.text)) {
      throw reader.error('syntax', `variable '@${token.text}' is assigned twice`, token);
    }
    reader.expect('=');
    const value = parseExpression(reader);
    assignments.push({ name: token.text, value, span: reader.spanFrom(token.start) });
  } while (reader.accept(',') !== undefined);
  return assignments;
}

/** Source: developer guide, "SET clause". */
const MAX_VARIABLE_LENGTH = 64;

/** [ 'FROM' ( string | bare filter ) ] */
function parseFrom(reader: TokenReader): Statement['topicFilter'] {
  if (reader.accept('from') === undefined) return undefined;
  const token = reader.peek();
  const { text, end } = token.kind === 'string' ? reader.take() : takeBareFilter(reader);
  const span = { start: token.start, end };
  if (!isTopicFilter(text)) {
    throw reader.error('invalid-topic-filter', `'${text.slice(0, 80)}' is no topic filter`, span);
  }
  return { text, span };
}

/** The developer guide prints one statement with `FROM topic/#`: everything up to white space is the filter. */
function takeBareFilter(reader: TokenReader): { text: string; end: number } {
  const first = reader.peek();
  if (first.kind !== 'word' && first.keyword !== '#' && first.keyword !== '+' && first.keyword !== '$') {
    reader.fail("a topic filter such as 'iot8020/+/metrics'");
  }
  let { end } = reader.take();
  while (reader.peek().kind !== 'end' && reader.peek().start === end) ({ end } = reader.take());
  return { text: reader.source.slice(first.start, end), end };
}
