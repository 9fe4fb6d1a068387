import { toText } from '../value/convert.js';
import { MAX_ITEMS, MAX_TEXT_LENGTH } from '../value/limits.js';
import { toDouble } from '../value/number.js';
import type { Numeric } from '../value/exact-number.js';
import type { Value } from '../value/value.js';
import { findMatch, replaceMatches, testPattern } from './pattern.js';
import { row, type Overload } from './signature.js';

const encoder = new TextEncoder();

// prettier-ignore
export const textFunctions: readonly Overload[] = [
  row('chr',            ['int'],                    'String',  ([code]) => readAscii(toDouble(code))),
  row('concat',         [],                         'any',     () => undefined),
  row('concat',         ['any'],                    'any',     ([only]) => (Array.isArray(only) ? only : toText(only))),
  row('concat',         ['any', 'any'],             'any',     (parts) => concatenate(parts), { isVariadic: true }),
  row('endswith',       ['text', 'text'],           'Boolean', ([text, end]) => text.endsWith(end)),
  row('indexof',        ['text', 'text'],           'Int',     ([text, part]) => text.indexOf(part), { since: 2016 }),
  row('length',         ['text'],                   'Int',     ([text]) => text.length, { since: 2016 }),
  row('lower',          ['text'],                   'String',  ([text]) => text.toLowerCase()),
  row('lpad',           ['text', 'int'],            'String',  ([text, count]) => spaces(count) + text),
  row('ltrim',          ['text'],                   'String',  ([text]) => text.replace(/^[ \t]+/, '')),
  row('numbytes',       ['text'],                   'Int',     ([text]) => encoder.encode(text).length, { since: 2016 }),
  row('regexp_matches', ['text', 'text'],           'Boolean', ([text, pattern]) => testPattern(text, pattern)),
  row('regexp_replace', ['text', 'text', 'text'],   'String',  ([text, pattern, by]) => replaceMatches(text, pattern, by)),
  row('regexp_substr',  ['text', 'text'],           'String',  ([text, pattern]) => findMatch(text, pattern)),
  row('replace',        ['text', 'text', 'text'],   'String',  ([text, part, by]) => replaceAll(text, part, by)),
  row('rpad',           ['text', 'int'],            'String',  ([text, count]) => text + spaces(count)),
  row('rtrim',          ['text'],                   'String',  ([text]) => trimEnd(text)),
  row('startswith',     ['text', 'text'],           'Boolean', ([text, start]) => text.startsWith(start)),
  row('substring',      ['text', 'int'],            'String',  ([text, from]) => text.slice(within(from, text))),
  row('substring',      ['text', 'int', 'int'],     'String',  ([text, from, to]) => text.slice(within(from, text), within(to, text))),
  row('trim',           ['text'],                   'String',  ([text]) => text.trim()),
  row('upper',          ['text'],                   'String',  ([text]) => text.toUpperCase()),
];

function replaceAll(text: string, part: string, by: string): string | undefined {
  if ((text.length / Math.max(1, part.length)) * by.length > MAX_TEXT_LENGTH) return undefined;
  return text.replaceAll(part, () => by);
}

function readAscii(code: number): string | undefined {
  return code >= 0 && code <= 127 ? String.fromCharCode(code) : undefined;
}

/** An array among the parts makes the result one; else a string among them does. */
function concatenate(parts: readonly Value[]): Value {
  if (parts.some((part) => Array.isArray(part))) {
    const count = parts.reduce((sum: number, part) => sum + (Array.isArray(part) ? part.length : 1), 0);
    return parts.includes(undefined) || count > MAX_ITEMS ? undefined : parts.flat(1);
  }
  if (!parts.some((part) => typeof part === 'string')) return undefined;
  const texts = parts.map(toText);
  const length = texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
  return texts.includes(undefined) || length > MAX_TEXT_LENGTH ? undefined : texts.join('');
}

function spaces(count: Numeric): string {
  return ' '.repeat(Math.min(1000, Math.max(0, toDouble(count))));
}

function within(index: Numeric, text: string): number {
  return Math.min(text.length, Math.max(0, toDouble(index)));
}

/** Not a regular expression: one that looks for trailing spaces is quadratic on a text full of them. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
  return text.slice(0, end);
}
