import type { Query, SelectClause, SelectItem } from './ast.js';
import { parseExpression, parsePostfix } from './expression-parser.js';
import type { TokenReader } from './token-reader.js';

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
export function parseQuery(reader: TokenReader): Query {
  const { start } = reader.peek();
  const select = parseSelect(reader);
  reader.expect('from');
  const source = parsePostfix(reader);
  const alias = reader.accept('as') === undefined ? undefined : parseWord(reader);
  const where = parseWhere(reader);
  return { select, from: { source, alias }, where, span: reader.spanFrom(start) };
}

/** select := 'SELECT' ( 'VALUE' expression | item { ',' item } [ ',' ] ) */
export function parseSelect(reader: TokenReader): SelectClause {
  reader.expect('select');
  if (startsValue(reader)) {
    reader.take();
    return { kind: 'value', expression: parseExpression(reader) };
  }
  const items = [parseItem(reader)];
  // AWS's own tutorial leaves a comma before FROM.
  while (reader.accept(',') !== undefined && reader.peek().keyword !== 'from') items.push(parseItem(reader));
  return { kind: 'items', items };
}

/** [ 'WHERE' expression ] */
export function parseWhere(reader: TokenReader): Query['where'] {
  return reader.accept('where') === undefined ? undefined : parseExpression(reader);
}

/** item := expression [ 'AS' word { '.' word } ] */
function parseItem(reader: TokenReader): SelectItem {
  const { start } = reader.peek();
  const expression = parseExpression(reader);
  if (reader.accept('as') === undefined) return { expression, alias: undefined, span: reader.spanFrom(start) };
  const alias = [parseWord(reader)];
  while (reader.accept('.') !== undefined) alias.push(parseWord(reader));
  return { expression, alias, span: reader.spanFrom(start) };
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
