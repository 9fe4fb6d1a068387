import { SqlError } from '../../errors.js';
import type { Expression, Template } from '../tree/ast.js';
import { parseExpression } from './expression-parser.js';
import type { TextRange } from './lexer.js';
import type { ParseOptions } from './statement-parser.js';
import { TokenReader } from './token-reader.js';

/**
 * Reads a substitution template: text with `${expression}` in it.
 *
 * Throws: `SqlError`, with the place in the template.
 * Source: AWS IoT developer guide, "Substitution templates".
 */
export function parseTemplate(template: string, options: ParseOptions = {}): Template {
  const parts: (string | Expression)[] = [];
  let from = 0;
  while (true) {
    const open = template.indexOf('${', from);
    if (open === -1) break;
    if (open > from) parts.push(template.slice(from, open));
    const range = { start: open + 2, end: findClosingBrace(template, open + 2) };
    parts.push(parseRange(template, range, options));
    from = range.end + 1;
  }
  if (from < template.length) parts.push(template.slice(from));
  return { parts };
}

function parseRange(template: string, range: TextRange, options: ParseOptions): Expression {
  const reader = new TokenReader(template, options.limits, range);
  const expression = parseExpression(reader);
  if (reader.peek().kind !== 'end') reader.fail("'}'");
  return expression;
}

/** Past braces of object literals and whatever stands in quotes. */
function findClosingBrace(template: string, start: number): number {
  let depth = 0;
  let quote: string | undefined;
  for (let index = start; index < template.length; index += 1) {
    const character = template.charAt(index);
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      if (depth === 0) return index;
      depth -= 1;
    }
  }
  const span = { start: start - 2, end: template.length };
  throw new SqlError('syntax', "expected '}' after an expression, found the end", { span, source: template });
}
