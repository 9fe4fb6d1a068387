import { isDeepStrictEqual } from 'node:util';
import { compileStatement, compileTemplate, SqlError, topicMatches } from '../../src/index.js';
import type { Evaluation, ExternalFunctions, Message } from '../../src/index.js';
import type { ConformanceCase } from './case.js';

/** What became of a case: `undefined` where it holds, else what came instead. */
export function runCase(test: ConformanceCase): string | undefined {
  try {
    return test.kind === 'template' ? runTemplate(test) : runRule(test);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return isDeepStrictEqual(test.expect, { error: 'parse' }) ? undefined : `SqlError ${error.code}: ${error.message}`;
  }
}

function runTemplate(test: ConformanceCase): string | undefined {
  const template = compileTemplate(test.template ?? '', {
    ...optionsOf(test),
    ...(test.sql !== undefined && { statement: test.sql }),
  });
  const text = template.render(messageOf(test));
  return text === test.expect ? undefined : text;
}

function runRule(test: ConformanceCase): string | undefined {
  const statement = compileStatement(test.sql ?? '', optionsOf(test));
  const message = messageOf(test);
  const isRouted = statement.filter === undefined || topicMatches(statement.filter, message.topic);
  const evaluation: Evaluation = isRouted ? statement.evaluate(message) : { matched: false };
  const holds = matches(evaluation, test) && (test.expectText === undefined || textOf(evaluation) === test.expectText);
  return holds ? undefined : formatEvaluation(evaluation);
}

function textOf(evaluation: Evaluation): string | undefined {
  return evaluation.matched ? evaluation.text : undefined;
}

function formatEvaluation(evaluation: Evaluation): string {
  if (!evaluation.matched) return 'no match';
  if (evaluation.bytes !== undefined) return `bytes ${Buffer.from(evaluation.bytes).toString('base64')}`;
  return evaluation.value === undefined ? 'Undefined' : evaluation.text;
}

function matches(evaluation: Evaluation, { expect, approx }: ConformanceCase): boolean {
  const special = expectation(expect);
  if (special?.noMatch === true || special?.error === 'runtime') return !evaluation.matched;
  if (!evaluation.matched || special?.error === 'parse') return false;
  if (special?.undefined === true) return evaluation.value === undefined && evaluation.text === '';
  if (special?.text !== undefined) return evaluation.text === special.text;
  if (special?.bytesBase64 !== undefined) {
    return Buffer.from(evaluation.bytes ?? []).toString('base64') === special.bytesBase64;
  }
  if (special?.matches !== undefined) return new RegExp(special.matches).test(String(evaluation.value));
  if (special?.range !== undefined) {
    const number = Number(evaluation.value);
    return number >= special.range[0] && number <= special.range[1];
  }
  if (approx !== undefined) return isNear(evaluation.value, expect, approx);
  return isDeepStrictEqual(evaluation.value, expect) && isDeepStrictEqual(JSON.parse(evaluation.text), expect);
}

interface SpecialExpectation {
  noMatch?: true;
  undefined?: true;
  error?: 'parse' | 'runtime';
  text?: string;
  bytesBase64?: string;
  matches?: string;
  range?: [number, number];
}

const specialKeys = new Set(['noMatch', 'undefined', 'error', 'text', 'bytesBase64', 'matches', 'range']);

function expectation(expect: unknown): SpecialExpectation | undefined {
  if (typeof expect !== 'object' || expect === null || Array.isArray(expect)) return undefined;
  const [key = '', ...others] = Object.keys(expect);
  return others.length === 0 && specialKeys.has(key) ? expect : undefined;
}

/** Without a path the value itself is compared; with one, that member, and the others exactly. */
function isNear(value: unknown, expect: unknown, { tolerance, path }: { tolerance: number; path?: string }): boolean {
  if (path === undefined) return Math.abs(Number(value) - Number(expect)) <= tolerance;
  const [found, wanted] = [value as Record<string, unknown>, expect as Record<string, unknown>];
  return Object.keys(wanted).every((key) => {
    return key === path ? isNear(found[key], wanted[key], { tolerance }) : isDeepStrictEqual(found[key], wanted[key]);
  });
}

function optionsOf({ sqlVersion, context }: ConformanceCase) {
  const functions: ExternalFunctions = Object.fromEntries(
    Object.entries(context?.external ?? {}).map(([name, { result, expectInput }]) => [
      name,
      (args: unknown[]) => {
        const isAsExpected = expectInput === undefined || isDeepStrictEqual(args.at(-1), expectInput);
        return isAsExpected ? result : `called with ${JSON.stringify(args)}`;
      },
    ]),
  );
  return { version: sqlVersion, functions, entropy: { random: () => 0.25 } };
}

function messageOf({ topic, payload, payloadBase64, context }: ConformanceCase): Message {
  const { external: _functions, ...rest } = context ?? {};
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return { topic, payload: payloadBase64 === undefined ? text : Buffer.from(payloadBase64, 'base64'), ...rest };
}
