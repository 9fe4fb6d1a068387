import { Environment } from '@marcbachmann/cel-js';
import { Parser } from 'expr-eval';
import { compileExpression } from 'filtrex';
import { LogicEngine } from 'json-logic-engine';
import { Engine } from 'json-rules-engine';
import jsonata from 'jsonata';
import type { Contestant } from './measure.js';

/** A message as it is parsed. */
export type Sample = Readonly<Record<string, string | number | boolean>> & { readonly watts: number };

/** Other engines on the same condition. jsonata and json-rules-engine answer by promise: these are timed to the call's return. */
export function peers(next: () => Sample): Contestant[] {
  const jsonLogic = new LogicEngine().build({ '>': [{ var: 'watts' }, 5] }) as (data: unknown) => unknown;
  const filtrex = compileExpression('watts > 5.0');
  const cel = new Environment().registerVariable('watts', 'double').parse('watts > 5.0');
  const exprEval = Parser.parse('watts > 5.0');
  const jsonataExpression = jsonata('watts > 5.0');
  const rules = new Engine([
    { conditions: { all: [{ fact: 'watts', operator: 'greaterThan', value: 5 }] }, event: { type: 'breach' } },
  ]);
  return [
    { name: 'json-logic-engine build()', run: () => jsonLogic(next()) },
    { name: 'filtrex', run: () => filtrex(next()) },
    { name: '@marcbachmann/cel-js', run: () => cel(next()) },
    { name: 'expr-eval', run: () => exprEval.evaluate(next() as Record<string, number>) },
    { name: 'jsonata', run: () => jsonataExpression.evaluate(next()) },
    { name: 'json-rules-engine', run: () => rules.run({ watts: next().watts }) },
  ];
}
