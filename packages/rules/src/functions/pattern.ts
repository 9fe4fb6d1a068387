import { RE2JS, RE2JSException } from 're2js';
import { MAX_TEXT_LENGTH } from '../value/limits.js';

/** Patterns mostly come from the rule, so few differ; a payload that supplies them cannot fill memory. */
const MAX_COMPILED = 256;
const compiled = new Map<string, RE2JS | undefined>();

/** Whether the text holds a match. Undefined for an invalid pattern. Time is linear in the text, whatever the pattern. */
export function testPattern(text: string, pattern: string): boolean | undefined {
  return compilePattern(pattern)?.matcher(text).find();
}

/** The first match; Undefined for none and for an invalid pattern. */
export function findMatch(text: string, pattern: string): string | undefined {
  const matcher = compilePattern(pattern)?.matcher(text);
  return matcher?.find() ? (matcher.group() ?? undefined) : undefined;
}

/** Every match replaced; `$1` stands for a group. Undefined where pattern or replacement is invalid, or too much would come of it. */
export function replaceMatches(text: string, pattern: string, replacement: string): string | undefined {
  const regex = compilePattern(pattern);
  if (replacement.length * text.length > MAX_TEXT_LENGTH) return undefined;
  if (regex === undefined || !isReplacement(replacement, regex.groupCount())) return undefined;
  return regex.matcher(text).replaceAll(replacement, true);
}

/** As Java has it: `$` must be followed by the number of a group that exists, unless escaped. */
function isReplacement(replacement: string, groups: number): boolean {
  const withoutEscapes = replacement.replaceAll(/\\[\s\S]/g, '');
  if (withoutEscapes.includes('\\')) return false;
  return [...withoutEscapes.matchAll(/\$(\d?)/g)].every(([, group]) => group !== '' && Number(group) <= groups);
}

function compilePattern(pattern: string): RE2JS | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  const regex = tryCompile(pattern);
  compiled.set(pattern, regex);
  return regex;
}

function tryCompile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}
