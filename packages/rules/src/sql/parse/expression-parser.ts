import type { BinaryOperator, Expression, ObjectEntry } from '../tree/ast.js';
import { NOT_PRECEDENCE, precedence, SIGN_PRECEDENCE } from '../tree/precedence.js';
import { reservedWords } from '../tree/reserved-words.js';
import { parseQuery } from './query-parser.js';
import type { TokenReader } from './token-reader.js';
import type { Token } from './token.js';

const parsers = { parseExpression, parsePostfix };

/** expression := level 0; depth counted once for each expression inside another */
export function parseExpression(reader: TokenReader): Expression {
  return reader.nest(() => parseLevel(reader, 0));
}

/** level(n) := level(n+1) { operator(n) level(n+1) }, from the left; 'NOT' stands before a comparison */
function parseLevel(reader: TokenReader, level: number): Expression {
  if (level === SIGN_PRECEDENCE) return parseUnary(reader);
  if (level === NOT_PRECEDENCE && reader.peek().keyword === 'not') return parseNot(reader);
  const { start } = reader.peek();
  let left = parseLevel(reader, level + 1);
  for (let folds = 1; ; folds += 1) {
    const operator = readOperator(reader.peek(), level);
    if (operator === undefined) return left;
    reader.take();
    const right = parseLevel(reader, level + 1);
    left = reader.count({ kind: 'binary', operator, left, right, span: reader.spanFrom(start) });
    // A long chain is a deep tree: evaluation walks it as deep as it is long.
    if (folds > MAX_CHAIN) throw reader.error('too-deep', `more than ${MAX_CHAIN} operators in a row`, left.span);
  }
}
const MAX_CHAIN = 500;

/** The operator that a token is, if it binds just so. */
function readOperator({ keyword }: Token, level: number): BinaryOperator | undefined {
  const operator = keyword === '!=' ? '<>' : keyword;
  return isOperator(operator) && precedence[operator] === level ? operator : undefined;
}

function isOperator(keyword: string): keyword is BinaryOperator {
  return Object.hasOwn(precedence, keyword);
}

/** not := 'NOT' level(of comparisons) */
function parseNot(reader: TokenReader): Expression {
  const { start } = reader.take();
  const operand = reader.nest(() => parseLevel(reader, NOT_PRECEDENCE));
  return reader.count({ kind: 'unary', operator: 'not', operand, span: reader.spanFrom(start) });
}

/** unary := '-' unary | postfix */
function parseUnary(reader: TokenReader): Expression {
  const { start } = reader.peek();
  if (reader.accept('-') === undefined) return parsePostfix(reader);
  const operand = reader.nest(() => parseUnary(reader));
  return reader.count({ kind: 'unary', operator: '-', operand, span: reader.spanFrom(start) });
}

/** postfix := primary { '.' word } [ '.' '*' ] */
export function parsePostfix(reader: TokenReader): Expression {
  const { start } = reader.peek();
  let object = parsePrimary(reader);
  let members = 0;
  while (reader.accept('.') !== undefined) {
    if (isStarLast(reader)) {
      reader.take();
      return reader.count({ kind: 'all', object, span: reader.spanFrom(start) });
    }
    const name = takeName(reader, 'a key after the dot');
    object = reader.count({ kind: 'member', object, name: name.text, span: reader.spanFrom(start) });
    members += 1;
    if (members > MAX_CHAIN) throw reader.error('too-deep', `more than ${MAX_CHAIN} keys in a row`, object.span);
  }
  return object;
}

/** `path.*` is a whole item of SELECT: nothing goes on after it but AS, the next item or the next clause. */
function isStarLast(reader: TokenReader): boolean {
  const after = reader.peek(1);
  return reader.peek().keyword === '*' && (after.kind === 'end' || afterStar.has(after.keyword));
}
const afterStar: ReadonlySet<string> = new Set([',', 'as', 'from', 'where', ')']);

function takeName(reader: TokenReader, expected: string): Token {
  const token = reader.peek();
  return token.kind === 'word' || token.kind === 'string' ? reader.take() : reader.fail(expected);
}

/** primary := number | string | variable | '*' | list | object | '(' … ')' | case | exists | call | name | constant */
function parsePrimary(reader: TokenReader): Expression {
  const token = reader.peek();
  const { start } = token;
  switch (token.kind) {
    case 'number':
      reader.take();
      return reader.count({ kind: 'number', text: token.text, span: reader.spanFrom(start) });
    case 'string':
      reader.take();
      return reader.count({ kind: 'literal', value: token.text, span: reader.spanFrom(start) });
    case 'variable':
      reader.take();
      return reader.count({ kind: 'variable', name: token.text, span: reader.spanFrom(start) });
    case 'word':
      return parseWord(reader, token);
    case 'symbol':
      return parseSymbol(reader, token);
    case 'end':
      return reader.fail('an expression');
  }
}

function parseSymbol(reader: TokenReader, { keyword, start }: Token): Expression {
  switch (keyword) {
    case '*':
      reader.take();
      return reader.count({ kind: 'all', object: undefined, span: reader.spanFrom(start) });
    case '(':
      return parseParenthesis(reader);
    case '[': {
      reader.take();
      const items = parseList(reader, ']', () => parseArgument(reader));
      return reader.count({ kind: 'array', items, span: reader.spanFrom(start) });
    }
    case '{': {
      reader.take();
      const entries = parseList(reader, '}', () => parseEntry(reader));
      return reader.count({ kind: 'object', entries, span: reader.spanFrom(start) });
    }
    default:
      return reader.fail('an expression');
  }
}

/** '(' ( query | expression ) ')' */
function parseParenthesis(reader: TokenReader): Expression {
  reader.take();
  const inner = parseArgument(reader);
  if (reader.peek().keyword === ',') reader.fail("')'", 'put a list of values in brackets: IN [1, 2]');
  reader.expect(')');
  return inner;
}

/** argument := query | expression: a SELECT may stand as an argument without parentheses of its own */
function parseArgument(reader: TokenReader): Expression {
  const { keyword, start } = reader.peek();
  if (keyword !== 'select') return parseExpression(reader);
  const query = reader.nest(() => parseQuery(reader, parsers));
  return reader.count({ kind: 'query', query, span: reader.spanFrom(start) });
}

/** entry := ( string | word ) ':' argument */
function parseEntry(reader: TokenReader): ObjectEntry {
  const key = takeName(reader, 'a key');
  reader.expect(':');
  return { key: key.text, value: parseArgument(reader) };
}

/** list := [ item { ',' item } ] close; AWS's own samples leave a comma before a brace */
function parseList<Item>(reader: TokenReader, close: string, parseItem: () => Item): Item[] {
  const items: Item[] = [];
  if (reader.accept(close) !== undefined) return items;
  do items.push(parseItem());
  while (reader.accept(',') !== undefined && !isBraceNext(reader));
  reader.expect(close);
  return items;
}

function isBraceNext(reader: TokenReader): boolean {
  return reader.peek().keyword === '}';
}

/** word := constant | case | 'CAST' … | 'EXISTS' … | call | name */
function parseWord(reader: TokenReader, token: Token): Expression {
  const { keyword, text, start } = token;
  if (Object.hasOwn(constants, keyword)) {
    reader.take();
    return reader.count({ kind: 'literal', value: constants[keyword] ?? null, span: reader.spanFrom(start) });
  }
  if (keyword === 'case') return parseCase(reader);
  if (reservedWords.has(keyword)) return reader.fail('an expression');
  const called = reader.peek(1).keyword === '(';
  if (called && keyword === 'cast') return parseCast(reader);
  if (called && keyword === 'exists') return parseExists(reader);
  reader.take();
  if (!called) return reader.count({ kind: 'name', name: text, span: reader.spanFrom(start) });
  reader.take();
  const args = parseList(reader, ')', () => parseArgument(reader));
  return reader.count({ kind: 'call', name: keyword, arguments: args, span: reader.spanFrom(start) });
}
const constants: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** case := 'CASE' [ expression ] { 'WHEN' expression 'THEN' expression } [ 'ELSE' expression ] 'END' */
function parseCase(reader: TokenReader): Expression {
  const { start } = reader.take();
  const subject = reader.peek().keyword === 'when' ? undefined : parseArgument(reader);
  const branches: { when: Expression; result: Expression }[] = [];
  reader.expect('when');
  do {
    const when = parseArgument(reader);
    reader.expect('then');
    branches.push({ when, result: parseArgument(reader) });
  } while (reader.accept('when') !== undefined);
  const otherwise = reader.accept('else') === undefined ? undefined : parseArgument(reader);
  reader.expect('end');
  return reader.count({ kind: 'case', subject, branches, otherwise, span: reader.spanFrom(start) });
}

/** cast := 'CAST' '(' argument 'AS' word ')' */
function parseCast(reader: TokenReader): Expression {
  const { start } = reader.take();
  reader.take();
  const value = parseArgument(reader);
  reader.expect('as');
  const type = reader.peek();
  if (type.kind !== 'word') return reader.fail('a type');
  reader.take();
  reader.expect(')');
  return reader.count({ kind: 'cast', value, type: type.keyword, span: reader.spanFrom(start) });
}

/** exists := 'EXISTS' '(' query ')' */
function parseExists(reader: TokenReader): Expression {
  const { start } = reader.take();
  reader.take();
  const query = reader.nest(() => parseQuery(reader, parsers));
  reader.expect(')');
  return reader.count({ kind: 'exists', query, span: reader.spanFrom(start) });
}
