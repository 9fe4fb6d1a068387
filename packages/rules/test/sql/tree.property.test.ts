import * as fc from 'fast-check';
import { compileStatement, parseStatement, receiveMessage, SqlError } from '../../src/index.js';
import type { Statement } from '../../src/index.js';
import { dialects } from '../../src/value/dialect.js';
import { formatStatement } from '../../src/sql/tree/format.js';
import { Scope } from '../../src/sql/compile/scope.js';
import { statement, payload } from './arbitrary-tree.js';
import { NaiveEvaluator } from './naive-evaluator.js';

const version = '2016-03-23';
const numRuns = Number(process.env['CORD_PROPERTY_RUNS'] ?? 500);

/** Spans tell where a tree stood in its text: two texts of one tree differ in nothing else. */
function withoutSpans(tree: Statement): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value: unknown) => (key === 'span' ? undefined : value === undefined ? null : value)),
  );
}

/** Every item with a name of its own, as those that AWS does not document are compared elsewhere. */
const named = statement.map((tree): Statement => {
  if (tree.select.kind === 'value') return tree;
  const items = tree.select.items.map(({ expression, alias, span }) => {
    return { expression, alias: alias ?? (expression.kind === 'all' ? undefined : ['unnamed']), span };
  });
  return { ...tree, select: { kind: 'items', items } };
});

describe('statements', () => {
  it('written from a tree and parsed again give the same tree', () => {
    fc.assert(
      fc.property(statement, (tree) => {
        expect(withoutSpans(parseStatement(formatStatement(tree)))).toEqual(withoutSpans(tree));
      }),
      { numRuns },
    );
  });

  it('compiled give what walking the tree gives', () => {
    fc.assert(
      fc.property(named, payload, (tree, text) => {
        const sql = formatStatement(tree);
        const source = { topic: 'iot8020/pump/metrics', payload: text, timestamp: 1_768_464_000_000 };
        const received = receiveMessage(source);
        const naive = new NaiveEvaluator(new Scope({ dialect: dialects[version], ports: {}, source: sql }, received));
        const expected = countLookups(sql) > 1 ? undefined : naive.run(tree);
        const evaluation = compileStatement(sql, { version }).evaluate(source);
        expect(evaluation.matched ? evaluation.text : undefined).toBe(expected);
      }),
      { numRuns },
    );
  });

  it('of any text parse or are refused with a place in it', () => {
    const words = `SELECT VALUE * FROM 'a/b' WHERE a 1.5 ( ) , . AS [ ] { } : 'x' " ' - -- < >= CASE WHEN THEN END cast exists SET @v =`;
    const word = fc.constantFrom(...words.split(' '));
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 40 }).map((chosen) => chosen.join(' ')),
    );
    fc.assert(
      fc.property(text, (sql) => {
        try {
          parseStatement(sql);
        } catch (error) {
          if (!(error instanceof SqlError)) throw error;
          expect(error.source).toBe(sql);
          expect(error.span.start).toBeLessThanOrEqual(error.span.end);
          expect(error.span.end).toBeLessThanOrEqual(sql.length);
          expect(error.excerpt).toContain('^');
        }
      }),
      { numRuns: numRuns * 4 },
    );
  });
});

function countLookups(sql: string): number {
  return sql.match(/get_dynamodb\(/g)?.length ?? 0;
}
