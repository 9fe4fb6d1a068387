import { SqlError } from '../../errors.js';
import type { SqlVersion } from '../../value/dialect.js';
import { compileExpression } from '../compile/compile-expression.js';
import { createCompileContext } from '../compile/compile-statement.js';
import { evaluateConstant, isConstant } from '../compile/constant.js';
import type { Expression, SelectClause, SelectItem, Statement } from '../tree/ast.js';
import { checkBounds, conjuncts } from './check-conditions.js';
import type { Finding } from './finding.js';
import { keysOf, listPaths } from './path.js';

/** Conditions that cannot do what they seem to. */
export function checkWhere({ select, where }: Statement, sql: string, version: SqlVersion | undefined): Finding[] {
  if (where === undefined) return [];
  const findings = [...checkBounds(where), ...checkAliases(where, select)];
  for (const condition of conjuncts(where)) {
    if (!isConstant(condition) || holds(condition, sql, version)) continue;
    const [message, fix] = ['this is never true', 'compare with something of the message, or leave it out'];
    findings.push({ code: 'never-true', severity: 'warning', message, span: condition.span, fix });
  }
  return findings;
}

/** Paths in WHERE that SELECT gives another meaning, which WHERE does not see. */
function checkAliases(where: Expression, select: SelectClause): Finding[] {
  const renamed = select.kind === 'items' ? select.items.filter(isRenamed) : [];
  const aliases = new Set(renamed.map(({ alias = [] }) => alias.join('.')));
  return listPaths(where).flatMap(({ span, keys }) => {
    const alias = keys.map((_key, index) => keys.slice(0, index + 1).join('.')).find((start) => aliases.has(start));
    if (alias === undefined) return [];
    const message = `WHERE does not see what SELECT names ${alias}: this is the payload's key of that name`;
    const fix = 'repeat the expression, or SET a variable to it and use that in both places';
    return [{ code: 'alias-in-where', severity: 'info', message, span, fix }];
  });
}

/** `watts AS watts` and `state.on AS state.on` name nothing anew. */
function isRenamed({ expression, alias }: SelectItem): boolean {
  return alias !== undefined && keysOf(expression)?.join('.') !== alias.join('.');
}

/** What does not compile has findings of its own. */
function holds(where: Expression, sql: string, version: SqlVersion | undefined): boolean {
  const context = createCompileContext(sql, version);
  try {
    return evaluateConstant(compileExpression(where, context), context.dialect) === true;
  } catch (error) {
    if (error instanceof SqlError) return true;
    throw error;
  }
}
