import { quote, SqlError } from '../errors.js';
import { parseTemplate } from '../sql/parse/template-parser.js';
import type { Expression } from '../sql/tree/ast.js';
import { childrenOf } from '../sql/tree/walk.js';

/** What templates of a threshold's messages may name: `${thing}`, `${value}`, `${upper(severity)}`. Those that are absent are Undefined. */
export interface NoticeFields {
  readonly threshold: string;
  readonly thing: string;
  readonly metric?: string;
  readonly value?: number;
  readonly limit?: number;
  readonly direction: 'above' | 'below';
  readonly severity: string;
  /** As `raised`, `still open`, `cleared`, `no data`, `data resumed`. */
  readonly news: string;
  /** When the alert was raised. Shape: ISO 8601, UTC. */
  readonly since?: string;
  /** When this happened. Shape: ISO 8601, UTC. */
  readonly at: string;
}

const known: Readonly<Record<keyof NoticeFields, true>> = {
  threshold: true,
  thing: true,
  metric: true,
  value: true,
  limit: true,
  direction: true,
  severity: true,
  news: true,
  since: true,
  at: true,
};

/** Throws: `SqlError`, with the place, for a template that cannot be parsed or names what no notice has. */
export function checkNoticeTemplate(template: string): void {
  for (const part of parseTemplate(template).parts) if (typeof part !== 'string') checkNames(part, template);
}

/** Names in a nested query are its items' keys, which nobody knows. */
function checkNames(expression: Expression, source: string): void {
  if (expression.kind === 'query' || expression.kind === 'exists') {
    checkNames(expression.query.from.source, source);
    return;
  }
  const isUnknown =
    expression.kind === 'variable' || (expression.kind === 'name' && !Object.hasOwn(known, expression.name));
  if (isUnknown) {
    const { start, end } = expression.span;
    const fix = `use one of ${Object.keys(known).join(', ')}`;
    const place = { span: expression.span, source, fix };
    throw new SqlError('unknown-variable', `no notice has ${quote(source.slice(start, end))}`, place);
  }
  for (const child of childrenOf(expression)) checkNames(child, source);
}
