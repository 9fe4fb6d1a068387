import { quote } from '../../errors.js';
import { testPattern } from '../../functions/pattern.js';
import type { CallExpression } from '../tree/ast.js';
import type { Finding } from './finding.js';

const patternFunctions = new Set(['regexp_matches', 'regexp_replace', 'regexp_substr']);

/** A pattern that does not run here, or that AWS IoT, whose patterns are Java's, reads otherwise. */
export function checkPattern({ name, arguments: args }: CallExpression): Finding[] {
  const pattern = args[1];
  if (!patternFunctions.has(name) || pattern?.kind !== 'literal' || typeof pattern.value !== 'string') return [];
  if (testPattern('', pattern.value) === undefined) {
    const message = `${quote(pattern.value)} is no regular expression that can be matched in linear time: the result is always Undefined`;
    const fix = 'leave out look-around and back references';
    return [{ code: 'invalid-pattern', severity: 'warning', message, span: pattern.span, fix }];
  }
  const difference = findDifference(pattern.value);
  if (difference === undefined) return [];
  const { part, java, fix } = difference;
  const message = `${quote(part)} in a pattern is read otherwise by AWS IoT: to its Java it ${java}`;
  return [{ code: 'divergent-pattern', severity: 'warning', message, span: pattern.span, fix }];
}

interface Difference {
  /** What Java makes of it, after "to its Java it". */
  readonly java: string;
  readonly fix: string;
}

/** Quoted text, a named class, an escape, a quantifier, the head of a group, or one character. */
const PATTERN_TOKEN =
  /\\Q[\s\S]*?(?:\\E|$)|\\[pP]\{[^}]*\}|\\[\s\S]|\{\d+(?:,\d*)?\}|\(\?P?<\w*|\(\?[A-Za-z-]*|&&|[\s\S]/gu;

/** Source: java.util.regex.Pattern; RE2, "Syntax". Both were run on each. */
const everywhere: readonly (readonly [token: RegExp, difference: Difference])[] = [
  [/^\\v$/, { java: 'is any vertical space', fix: String.raw`write \x0B, or [\n\x0B\f\r]` }],
  [
    /^\\[pP]\{(\^|\w{3})/,
    { java: 'is an error', fix: String.raw`write \p{L} and its like, or the letters themselves` },
  ],
];
const outsideClass: typeof everywhere = [
  [/^\{$/, { java: 'is an error', fix: String.raw`write {0,3} for a number of times, or \{ for the brace` }],
  [/^\(\?P</, { java: 'is an error', fix: 'write (?<name>…)' }],
  [/^\(\?<.*_/, { java: 'is an error', fix: 'name a group by letters and digits alone' }],
  [/^\(\?[a-z]*U/, { java: 'asks for the classes of Unicode', fix: 'leave out the flag U' }],
];
const insideClass: typeof everywhere = [
  [/^&&$/, { java: 'keeps what both sides hold', fix: 'write out the letters that are left' }],
  [/^\[$/, { java: 'begins a class of its own', fix: String.raw`write \[ for the bracket` }],
];

/** The first thing that Java reads otherwise. */
function findDifference(pattern: string): (Difference & { readonly part: string }) | undefined {
  let isInside = false;
  let isFirst = false;
  for (const [token] of pattern.matchAll(PATTERN_TOKEN)) {
    const found = [...everywhere, ...(isInside ? insideClass : outsideClass)].find(([part]) => part.test(token));
    if (found !== undefined) return { part: token, ...found[1] };
    if (!isInside) {
      isInside = token === '[';
      isFirst = isInside;
    } else if (token === ']' && !isFirst) isInside = false;
    else if (token !== '^') isFirst = false;
  }
  return undefined;
}
