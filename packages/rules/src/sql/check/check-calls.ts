import { quote } from '../../errors.js';
import { findOverload } from '../../functions/overload.js';
import type { ExternalFunctions, Overload } from '../../functions/signature.js';
import { functionTable } from '../../functions/table.js';
import type { CallExpression, CastExpression, Expression, Statement } from '../tree/ast.js';
import { formatMissingFeature, newestVersion, type Dialect } from '../../value/dialect.js';
import { checkPattern } from './check-pattern.js';
import type { Finding } from './finding.js';

/** What calls are checked against. */
export interface CallRules {
  readonly dialect: Dialect;
  readonly functions: ExternalFunctions;
  readonly topicFilter: Statement['topicFilter'];
}

/** What is wrong with one call. */
export function checkCall(call: CallExpression, rules: CallRules): Finding[] {
  const overloads = functionTable.get(call.name);
  if (overloads === undefined) return [unknownFunction(call)];
  const { dialect } = rules;
  if (overloads.every(({ since }) => since > dialect.year)) {
    const message = formatMissingFeature(`function '${call.name}' needs`, dialect);
    return [{ ...error('not-in-version', message, call), fix: `set awsIotSqlVersion to ${newestVersion}` }];
  }
  const overload = findOverload(overloads, call.arguments.length);
  if (overload === undefined) return [wrongArity(call, overloads)];
  return [...checkExternal(call, overload, rules), ...checkTopicLevel(call, rules), ...checkPattern(call)];
}

/** A type that `cast` does not know. */
export function checkCast({ type, span }: CastExpression, { dialect }: CallRules): Finding[] {
  if (Object.hasOwn(dialect.castTypes, type)) return [];
  const known = Object.keys(dialect.castTypes).join(', ');
  return [{ ...error('unknown-type', `unknown type ${quote(type)}`, { span }), fix: `use one of ${known}` }];
}

function unknownFunction({ name, span }: CallExpression): Finding {
  const nearest = findNearest(name);
  const habit = Object.hasOwn(habits, name) ? habits[name] : undefined;
  const fix = habit ?? (nearest === undefined ? 'use a function of AWS IoT SQL' : `did you mean ${nearest}()?`);
  return { ...error('unknown-function', `unknown function ${quote(name)}`, { span }), fix };
}

const oneMessage = 'leave it out: a rule sees one message';

/** Functions of other SQLs, and what AWS IoT SQL has for them. */
const habits: Readonly<Record<string, string>> = {
  avg: oneMessage,
  char_length: 'write length(text)',
  coalesce: 'write get_or_default(value, default)',
  count: oneMessage,
  current_timestamp: 'write timestamp()',
  getdate: 'write timestamp()',
  if: 'write CASE WHEN a THEN b ELSE c END',
  ifnull: 'write get_or_default(value, default)',
  iif: 'write CASE WHEN a THEN b ELSE c END',
  len: 'write length(text)',
  max: oneMessage,
  min: oneMessage,
  now: 'write timestamp()',
  nvl: 'write get_or_default(value, default)',
  sum: oneMessage,
  to_char: 'write cast(value AS String)',
  to_number: 'write cast(text AS Decimal)',
  uuid: 'write newuuid()',
};

function wrongArity({ name, arguments: args, span }: CallExpression, overloads: readonly Overload[]): Finding {
  const counts = overloads.map(({ parameters, isVariadic }) => `${parameters.length}${isVariadic ? ' or more' : ''}`);
  const expected = [...new Set(counts)].join(', ').replace(/, ([^,]+)$/, ' or $1');
  const message = `${name}() takes ${expected} arguments, found ${args.length}: the result is always Undefined`;
  return { code: 'wrong-arity', severity: 'warning', message, span, fix: `give it ${expected}` };
}

function checkExternal({ name, span }: CallExpression, overload: Overload, { functions }: CallRules): Finding[] {
  if (!overload.isExternal || Object.hasOwn(functions, name)) return [];
  const message = `${name}() reaches outside the message: without a function of that name it is Undefined`;
  const fix = `pass functions: { ${name}: (args, message) => … } to evaluate it offline`;
  return [{ code: 'external-function', severity: 'warning', message, span, fix }];
}

function checkTopicLevel({ name, arguments: args, span }: CallExpression, { topicFilter }: CallRules): Finding[] {
  const [level] = args;
  const wanted = level && readNumber(level);
  if (name !== 'topic' || wanted === undefined || topicFilter === undefined) return [];
  const levels = topicFilter.text.split('/');
  const isOpen = levels.at(-1) === '#';
  if (wanted >= 1 && (isOpen || wanted <= levels.length)) return [];
  const message = `topic(${wanted}) is always Undefined: the first level is 1 and ${quote(topicFilter.text)} has ${levels.length}`;
  return [{ code: 'topic-level', severity: 'warning', message, span, fix: `use topic(1) to topic(${levels.length})` }];
}

function readNumber(expression: Expression): number | undefined {
  if (expression.kind === 'number') return Number(expression.text);
  const isNegative = expression.kind === 'unary' && expression.operator === '-';
  const inner = isNegative ? readNumber(expression.operand) : undefined;
  return inner === undefined ? undefined : -inner;
}

function error(code: Finding['code'], message: string, { span }: Pick<Finding, 'span'>): Omit<Finding, 'fix'> {
  return { code, severity: 'error', message, span };
}

/** The known name that takes fewest changes, if few enough to be a slip. */
function findNearest(name: string): string | undefined {
  const ranked = [...functionTable.keys(), 'cast']
    .map((known) => ({ known, distance: editDistance(name.slice(0, 40), known) }))
    .toSorted((one, other) => one.distance - other.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.max(1, name.length / 3) ? best.known : undefined;
}

/** Levenshtein. Units: changes of one character. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (from[index] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
