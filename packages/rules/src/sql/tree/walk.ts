import type { Expression, Query, SelectClause, SelectItem, Statement } from './ast.js';

/** What stands directly inside an expression, in the order of its text; of a nested query too. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'number':
    case 'name':
    case 'variable':
      return [];
    case 'member':
      return [expression.object];
    case 'all':
      return present([expression.object]);
    case 'call':
      return expression.arguments;
    case 'cast':
      return [expression.value];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'case':
      return present([
        expression.subject,
        ...expression.branches.flatMap(({ when, result }) => [when, result]),
        expression.otherwise,
      ]);
    case 'array':
      return expression.items;
    case 'object':
      return expression.entries.map(({ value }) => value);
    case 'query':
    case 'exists':
      return expressionsOfQuery(expression.query);
  }
}

function expressionsOfQuery({ select, from, where }: Query): readonly Expression[] {
  return present([...expressionsOfSelect(select), from.source, where]);
}

export function expressionsOfSelect(select: SelectClause): readonly Expression[] {
  return select.kind === 'value' ? [select.expression] : select.items.map(({ expression }) => expression);
}

export function expressionsOfStatement({ set, select, where }: Statement): readonly Expression[] {
  return present([...set.map(({ value }) => value), ...expressionsOfSelect(select), where]);
}

/** Whether an item of SELECT stands for the whole payload and not for one member. */
export function isWholePayload({ expression, alias }: SelectItem): boolean {
  return expression.kind === 'all' && expression.object === undefined && alias === undefined;
}

/** Visits an expression and all inside it, outermost first. */
export function walk(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  for (const child of childrenOf(expression)) walk(child, visit);
}

function present(expressions: readonly (Expression | undefined)[]): readonly Expression[] {
  return expressions.filter((expression) => expression !== undefined);
}
