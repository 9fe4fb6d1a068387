import { quote, SqlError } from '../../errors.js';
import type { ExternalFunctions } from '../../functions/signature.js';
import type { Expression, SelectItem, Statement } from '../tree/ast.js';
import { checkCall, checkCast, type CallRules } from './check-calls.js';
import { checkOperands, checkTopicText } from './check-conditions.js';
import { checkSpelling } from './check-spelling.js';
import { checkGuards } from './check-undefined.js';
import { checkWhere } from './check-where.js';
import { createCompileContext } from '../compile/compile-statement.js';
import { defaultVersion, dialects, formatMissingFeature, newestVersion, type SqlVersion } from '../../value/dialect.js';
import type { Finding } from './finding.js';
import { isPath } from './path.js';
import { parseStatement, type ParseOptions } from '../parse/statement-parser.js';
import { expressionsOfSelect, expressionsOfStatement, walk } from '../tree/walk.js';

export interface CheckOptions extends ParseOptions {
  /** @default '2015-10-08', and a finding that says so */
  readonly version?: SqlVersion;
  /** External functions that will be there. @default none */
  readonly functions?: ExternalFunctions;
}

/**
 * Says what is wrong with a statement, or likely not meant, in the order of its text. Never throws: a statement that cannot be
 * parsed is one finding.
 *
 * @example
 * checkStatement("SELECT upper(name) FROM 'a/b'", { version: '2016-03-23' })[0]?.code; // 'unaliased-expression'
 */
export function checkStatement(sql: string, options: CheckOptions = {}): Finding[] {
  let statement: Statement;
  try {
    statement = parseStatement(sql, options);
    createCompileContext(sql, options.version);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return [toFinding(error)];
  }
  return checkTree(statement, sql, options).toSorted((one, other) => one.span.start - other.span.start);
}

function toFinding({ code, message, span, fix = 'correct the text at this place' }: SqlError): Finding {
  return { code, severity: 'error', message, span, fix };
}

function checkTree(statement: Statement, sql: string, { version, functions = {} }: CheckOptions): Finding[] {
  const dialect = dialects[version ?? defaultVersion];
  const rules: CallRules = { dialect, functions, topicFilter: statement.topicFilter };
  return [
    ...(version === undefined ? [versionUnset(statement)] : []),
    ...(statement.topicFilter === undefined ? [noTopicFilter(statement)] : []),
    ...checkReach(statement),
    ...expressionsOfStatement(statement).flatMap((expression) => checkWithin(expression, rules, sql)),
    ...checkVariables(statement),
    ...checkLookups(statement),
    ...checkItems(statement, sql),
    ...checkRepetition(statement),
    ...checkWhere(statement, sql, version),
    ...checkGuards(statement, dialect),
  ];
}

function versionUnset({ span }: Statement): Finding {
  const message = 'without a version the statement runs as 2015-10-08, which lacks nested queries and many functions';
  const place = { start: span.start, end: span.start };
  return { code: 'version-unset', severity: 'warning', message, span: place, fix: setVersion };
}

const setVersion = `set awsIotSqlVersion to ${newestVersion}`;

function noTopicFilter({ span }: Statement): Finding {
  const message = 'without FROM only Basic Ingest ($aws/rules/<rule>/…) invokes the rule';
  const place = { start: span.end, end: span.end };
  const fix = "add FROM and a topic filter, as in FROM 'iot8020/+/metrics'";
  return { code: 'no-topic-filter', severity: 'info', message, span: place, fix };
}

function checkWithin(expression: Expression, rules: CallRules, sql: string): Finding[] {
  const findings: Finding[] = [];
  walk(expression, (inner) => {
    if (inner.kind === 'call') findings.push(...checkCall(inner, rules));
    if (inner.kind === 'cast') findings.push(...checkCast(inner, rules));
    if (!rules.dialect.hasNesting && ['array', 'object', 'query', 'exists'].includes(inner.kind)) {
      const message = formatMissingFeature('literals and nested queries need', rules.dialect);
      findings.push({ code: 'not-in-version', severity: 'error', message, span: inner.span, fix: setVersion });
    }
    findings.push(...checkOperands(inner, rules.dialect), ...checkTopicText(inner, rules.topicFilter));
    findings.push(...checkSpelling(inner, sql));
  });
  return withoutInner(findings);
}

/** A key of several hyphens is one finding, not one for each. */
function withoutInner(findings: readonly Finding[]): Finding[] {
  const keys = findings.filter(({ code }) => code === 'hyphenated-key');
  return findings.filter((finding) => {
    const { span } = finding;
    return (
      finding.code !== 'hyphenated-key' ||
      !keys.some((other) => other !== finding && other.span.start <= span.start && other.span.end >= span.end)
    );
  });
}

/** A message of Basic Ingest reaches the rule that its topic names, and its topic is seen without that name. */
function checkReach({ topicFilter }: Statement): Finding[] {
  if (topicFilter === undefined || !topicFilter.text.startsWith('$aws/rules/')) return [];
  const { text, span } = topicFilter;
  const message = `no message has a topic of ${quote(text)}: what is published there reaches the rule of that name, as if the first three levels were absent`;
  const fix = 'leave out FROM, or name the levels after the rule';
  return [{ code: 'unreachable-filter', severity: 'warning', message, span, fix }];
}

/** SET variables that are used before they are assigned, or never are. */
function checkVariables({ set, select, where }: Statement): Finding[] {
  const known = new Set<string>();
  const findings: Finding[] = [];
  const visit = (expression: Expression) => {
    walk(expression, (inner) => {
      if (inner.kind !== 'variable' || known.has(inner.name)) return;
      const message = `variable '@${inner.name.slice(0, 80)}' is not assigned before`;
      const fix = `assign it in front: SET @${inner.name.slice(0, 80)} = …`;
      findings.push({ code: 'unknown-variable', severity: 'error', message, span: inner.span, fix });
    });
  };
  for (const { name, value } of set) {
    visit(value);
    known.add(name);
  }
  expressionsOfSelect(select).forEach(visit);
  if (where !== undefined) visit(where);
  return findings;
}

function checkLookups(statement: Statement): Finding[] {
  const [, ...repeated] = expressionsOfStatement(statement).flatMap((expression) => {
    const calls: Expression[] = [];
    walk(expression, (inner) => {
      if (inner.kind === 'call' && inner.name === 'get_dynamodb') calls.push(inner);
    });
    return calls;
  });
  const message = 'get_dynamodb() may be called once: with a second call AWS IoT ends the rule without any action';
  const fix = 'SET a variable to the first call and use it twice';
  return repeated.map(({ span }) => ({ code: 'repeated-lookup', severity: 'error', message, span, fix }));
}

function needsAlias({ expression, alias }: SelectItem): boolean {
  return alias === undefined && !isPath(expression) && expression.kind !== 'all' && expression.kind !== 'variable';
}

function checkItems({ select }: Statement, sql: string): Finding[] {
  if (select.kind === 'value') return [];
  return select.items.filter(needsAlias).map(({ span }) => {
    const text = sql.slice(span.start, span.end).slice(0, 80);
    const message = `the key that AWS IoT gives to ${text} is not documented`;
    return { code: 'unaliased-expression', severity: 'warning', message, span, fix: `write ${text} AS name` };
  });
}

/** A second value for a key takes the place of the first. */
function checkRepetition({ select }: Statement): Finding[] {
  const items = select.kind === 'items' ? select.items : [];
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const { expression, alias, span } of items) {
    const key = alias?.join('.') ?? (expression.kind === 'name' || expression.kind === 'member' ? expression.name : '');
    if (key !== '' && seen.has(key)) {
      const message = `a second value for the key '${key}' takes the place of the first`;
      findings.push({ code: 'repeated-alias', severity: 'warning', message, span, fix: 'give it a name of its own' });
    }
    seen.add(key);
  }
  return findings;
}
