import * as fc from 'fast-check';
import {
  checkStatement,
  compileStatement,
  compileTemplate,
  explainStatement,
  type SqlVersion,
} from '../../src/index.js';
import type { Expression } from '../../src/sql/tree/ast.js';
import { formatExpression } from '../../src/sql/tree/format.js';
import { payload } from './arbitrary-tree.js';

const span = { start: 0, end: 0 };

/** What both versions have and where numbers stay numbers: text of a number shows whether it is an Int. */
const shared = fc.letrec<{ node: Expression }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('a', 'b', 'deep').map((name): Expression => ({ kind: 'name', name, span })),
    fc.constantFrom('0', '2', '2.5', '7.0', '1E3').map((text): Expression => ({ kind: 'number', text, span })),
    fc.record({
      kind: fc.constant('binary' as const),
      operator: fc.constantFrom(...(['-', '*', '/', '%', '<', '<=', '>', '>=', '=', '<>', 'and', 'or'] as const)),
      left: tie('node'),
      right: tie('node'),
      span: fc.constant(span),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom('abs', 'floor', 'ceil', 'round', 'sqrt', 'sign', 'isnull'),
      arguments: fc.tuple(tie('node')),
      span: fc.constant(span),
    }),
    fc.record({
      kind: fc.constant('case' as const),
      subject: fc.constant(undefined),
      branches: fc.tuple(fc.record({ when: tie('node'), result: tie('node') })),
      otherwise: tie('node'),
      span: fc.constant(span),
    }),
  ),
})).node;

function evaluate(sql: string, version: SqlVersion, text: string): { matched: boolean; text: string } {
  const evaluation = compileStatement(sql, { version }).evaluate({ topic: 'a/b', payload: text });
  return { matched: evaluation.matched, text: evaluation.matched ? evaluation.text : '' };
}

/** `5.0` and `5` are one number, written by two versions. */
function withoutPoints(text: string): string {
  return text.replaceAll(/(\d)\.0(?=[,}\]]|$)/g, '$1');
}

describe('the two versions', () => {
  it('give the same numbers, which only 2015-10-08 may write with a point and a zero', () => {
    fc.assert(
      fc.property(shared, payload, (tree, text) => {
        const sql = `SELECT VALUE ${formatExpression(tree)} FROM 'a/b'`;
        const [older, newer] = [evaluate(sql, '2015-10-08', text), evaluate(sql, '2016-03-23', text)];
        expect(withoutPoints(older.text)).toBe(newer.text);
        expect(newer.text).not.toMatch(/^-?\d+\.0$/);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['array literals', 'SELECT [1] AS r'],
    ['object literals', "SELECT {'a': 1} AS r"],
    ['nested queries', 'SELECT (SELECT a FROM b) AS r'],
    ['EXISTS', 'SELECT a WHERE EXISTS (SELECT a FROM b)'],
    ['newer functions', 'SELECT length(a) AS r'],
    ['a newer type', 'SELECT cast(a AS Decimal) AS r'],
  ])('differ in %s, which 2015-10-08 refuses', (_what, sql) => {
    expect(() => compileStatement(sql, { version: '2015-10-08' })).toThrow(
      expect.objectContaining({ name: 'SqlError', code: expect.stringMatching(/^(not-in-version|unknown-type)$/) }),
    );
    expect(() => compileStatement(sql, { version: '2016-03-23' })).not.toThrow();
  });

  it('run as 2015-10-08 where none is named, as AWS IoT does', () => {
    expect(compileStatement("SELECT * FROM 'a/b'").version).toBe('2015-10-08');
  });

  it('have a third beside them, beta, which is as the newer one', () => {
    const sql = "SELECT VALUE [sql_version(), 10.0, length('abc')] FROM 'a/b'";
    const statement = compileStatement(sql, { version: 'beta' });
    expect(statement.version).toBe('beta');
    expect(statement.evaluate({ topic: 'a/b', payload: '{}' })).toMatchObject({ text: '["beta",10,3]' });
    expect(checkStatement(sql, { version: 'beta' })).toEqual([]);
    expect(explainStatement(sql, { version: 'beta' })).toContain('as version beta');
    expect(compileTemplate('${length(topic())}', { version: 'beta' }).render({ topic: 'a/b', payload: '' })).toBe('3');
  });

  it('rejects a version that AWS IoT does not have', () => {
    expect(() => compileStatement("SELECT * FROM 'a/b'", { version: '2020-01-01' as SqlVersion })).toThrow(
      expect.objectContaining({ code: 'unknown-version' }),
    );
  });
});
