import type { Expression, Query, SelectClause, SelectItem } from '../tree/ast.js';
import type { TokenReader } from './token-reader.js';

/** The two levels of expressions a query is made of; passed in, as expressions hold queries in turn. */
export interface ExpressionParsers {
  readonly parseExpression: (reader: TokenReader) => Expression;
  readonly parsePostfix: (reader: TokenReader) => Expression;
}

/** What may follow a payload key named `value`, and so tells it from the keyword. */
const afterName: ReadonlySet<string> = new Set([
  ',',
  '.',
  '',
  'from',
  'as',
  'where',
  ')',
  '=',
  '<>',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '/',
  '%',
  'in',
  'and',
  'or',
]);

/** query := 'SELECT' select 'FROM' postfix [ 'AS' word ] [ 'WHERE' expression ] */
export function parseQuery(reader: TokenReader, parsers: ExpressionParsers): Query {
  const { start } = reader.peek();
  const select = parseSelect(reader, parsers);
  reader.expect('from');
  const source = parsers.parsePostfix(reader);
  const alias = reader.accept('as') === undefined ? undefined : parseWord(reader);
  const where = parseWhere(reader, parsers);
  return { select, from: { source, alias }, where, span: reader.spanFrom(start) };
}

/** select := 'SELECT' ( 'VALUE' expression | item { ',' item } [ ',' ] ) */
export function parseSelect(reader: TokenReader, parsers: ExpressionParsers): SelectClause {
  reader.expect('select');
  if (startsValue(reader)) {
    reader.take();
    return { kind: 'value', expression: parsers.parseExpression(reader) };
  }
  const items = [parseItem(reader, parsers)];
  // AWS's own tutorial leaves a comma before FROM.
  while (reader.accept(',') !== undefined && reader.peek().keyword !== 'from') items.push(parseItem(reader, parsers));
  return { kind: 'items', items };
}

/** [ 'WHERE' expression ] */
export function parseWhere(reader: TokenReader, { parseExpression }: ExpressionParsers): Query['where'] {
  return reader.accept('where') === undefined ? undefined : parseExpression(reader);
}

/** item := expression [ 'AS' alias ] */
function parseItem(reader: TokenReader, { parseExpression }: ExpressionParsers): SelectItem {
  const { start } = reader.peek();
  const expression = parseExpression(reader);
  if (reader.accept('as') === undefined) return { expression, alias: undefined, span: reader.spanFrom(start) };
  return { expression, alias: parseAliasPath(reader), span: reader.spanFrom(start) };
}

/** alias := word { '.' word } */
export function parseAliasPath(reader: TokenReader): string[] {
  const alias = [parseWord(reader)];
  while (reader.accept('.') !== undefined) alias.push(parseWord(reader));
  return alias;
}

function parseWord(reader: TokenReader): string {
  const { kind } = reader.peek();
  return kind === 'word' || kind === 'string' ? reader.take().text : reader.fail('a name');
}

function startsValue(reader: TokenReader): boolean {
  if (reader.peek().keyword !== 'value') return false;
  const next = reader.peek(1);
  if (next.kind === 'string' || next.kind === 'number' || next.kind === 'variable') return true;
  if (next.keyword === '*') return reader.peek(2).kind === 'end' || afterName.has(reader.peek(2).keyword);
  return !afterName.has(next.keyword);
}
