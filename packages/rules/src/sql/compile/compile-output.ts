import { copyPlain, formatJson, formatText, isPlain, toPlain } from '../../value/json.js';
import { isObject } from '../../value/object.js';
import type { Value } from '../../value/value.js';
import type { SelectClause, SelectItem } from '../tree/ast.js';
import { isWholePayload } from '../tree/walk.js';
import type { CompileContext } from './compile-context.js';
import { compileExpression } from './compile-expression.js';
import { compileSelect } from './compile-query.js';
import type { Evaluate, Scope } from './scope.js';

/**
 * What a statement makes of one message. `text` is exactly what AWS IoT would hand to the rule's actions; `value` is JSON.parse of
 * it, plain and the caller's own, or Undefined, or the bytes of a payload that is no JSON.
 */
export type Evaluation =
  | { readonly matched: false }
  | { readonly matched: true; readonly text: string; readonly value: unknown; readonly bytes?: Uint8Array };

/** Makes the output; `isLastUse` says that nobody else will read the message. */
export type WriteOutput = (scope: Scope, isLastUse: boolean) => Evaluation;

/** What SELECT gives, as value and as text. */
export function compileOutput(select: SelectClause, context: CompileContext): WriteOutput {
  const additions = readAdditions(select);
  const compileGeneral = (): Evaluate => compileSelect(select, context, compileExpression);
  if (additions === undefined) {
    const evaluate = compileGeneral();
    return (scope) => toEvaluation(evaluate(scope));
  }
  const members = additions.map(({ key, expression }) => {
    return { key, label: `,${JSON.stringify(key)}:`, evaluate: compileExpression(expression, context) };
  });
  // Most rules never need the general way.
  let general: Evaluate | undefined;
  return (scope, isLastUse) => {
    return extendPayload(scope, members, isLastUse) ?? toEvaluation((general ??= compileGeneral())(scope));
  };
}

interface Addition {
  readonly key: string;
  /** As JSON, after another member. */
  readonly label: string;
  readonly evaluate: Evaluate;
}

/**
 * `SELECT *`, mostly with members added: the payload's text is written once however many rules add to it, and not
 * from a copy, which JSON.stringify takes twice the time for. Nothing where the general way must be taken.
 */
function extendPayload(scope: Scope, additions: readonly Addition[], isLastUse: boolean): Evaluation | undefined {
  const { root, message, dialect } = scope;
  const payloadText = message.readPlainText(dialect);
  if (payloadText === undefined || !isObject(root)) return undefined;
  const values: Value[] = [];
  let text = payloadText.slice(0, -1);
  for (const { key, label, evaluate } of additions) {
    const found = evaluate(scope);
    // An inherited name takes the general way too, which is right for it and rare.
    if (found !== undefined && (key in root || !isPlain(found))) return undefined;
    // Before anything is added: it may be the payload, or stand in it.
    const member = copyPlain(found);
    values.push(member);
    if (member === undefined) continue;
    text += (text === '{' ? label.slice(1) : label) + formatMember(member);
  }
  const value = (isLastUse ? root : message.copyPayload(dialect)) as Record<string, Value>;
  for (let index = 0; index < additions.length; index += 1) {
    const [addition, member] = [additions[index], values[index]];
    if (addition !== undefined && member !== undefined) value[addition.key] = member;
  }
  return { matched: true, text: `${text}}`, value };
}

function formatMember(member: Value): string {
  switch (typeof member) {
    case 'number':
      return String(member);
    case 'string':
      return formatText(member);
    default:
      return JSON.stringify(member);
  }
}

/** The items after a leading `*`, where each is one member of its own; numbers as keys would change places. */
function readAdditions(select: SelectClause): { key: string; expression: SelectItem['expression'] }[] | undefined {
  if (select.kind === 'value') return undefined;
  const [first, ...others] = select.items;
  if (first === undefined || !isWholePayload(first)) return undefined;
  const additions = others.flatMap(({ expression, alias = [] }) => {
    const [key = '', ...deeper] = alias;
    return /^[A-Za-z]/.test(key) && deeper.length === 0 ? [{ key, expression }] : [];
  });
  const isEach = additions.length === others.length && new Set(additions.map(({ key }) => key)).size === others.length;
  return isEach ? additions : undefined;
}

function toEvaluation(value: Value): Evaluation {
  if (value instanceof Uint8Array) return { matched: true, text: '', value, bytes: value };
  if (value === undefined) return { matched: true, text: '', value };
  return isPlain(value)
    ? { matched: true, text: JSON.stringify(value), value: copyPlain(value) }
    : { matched: true, text: formatJson(value), value: toPlain(value) };
}
