import * as fc from 'fast-check';
import { functionTable } from '../../src/functions/table.js';
import type { Expression, Query, SelectClause, Statement } from '../../src/sql/tree/ast.js';

/** Trees as parsers make them, but with spans of nothing. */
const span = { start: 0, end: 0 };

const keys = ['a', 'b', 'c', 'deep', 'list', 'constructor', '__proto__', 'ünï'] as const;
const name = fc.constantFrom(...keys);
const text = fc.constantFrom('', 'x', "it's", '"', 'true', 'FALSE', '5', '-1.5E-3', 'é', '\\d+', 'base64', 'a b');
const numberText = fc.constantFrom(
  '0',
  '1',
  '2.5',
  '10.0',
  '1E3',
  '1e-7',
  '9007199254740993',
  '0.1',
  '123456789012345678',
);

const operators = ['or', 'and', '=', '<>', '<', '<=', '>', '>=', 'in', '+', '-', '*', '/', '%'] as const;
const types = ['string', 'int', 'decimal', 'double', 'boolean', 'nvarchar', 'bool'] as const;
/** Chance and the clock aside: the same call must give the same value twice. */
const functions = [...functionTable.keys()].filter((known) => known !== 'rand' && known !== 'newuuid');

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  name.map((key): Expression => ({ kind: 'name', name: key, span })),
  numberText.map((digits): Expression => ({ kind: 'number', text: digits, span })),
  fc.oneof(text, fc.constantFrom(true, false, null)).map((value): Expression => ({ kind: 'literal', value, span })),
  fc.constant<Expression>({ kind: 'all', object: undefined, span }),
);

const expression: fc.Arbitrary<Expression> = fc.letrec<{ node: Expression; select: SelectClause; query: Query }>(
  (tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.record({ kind: fc.constant('member' as const), object: tie('node'), name, span: fc.constant(span) }),
      fc.record({
        kind: fc.constant('call' as const),
        name: fc.constantFrom(...functions),
        arguments: fc.array(tie('node'), { maxLength: 3 }),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('cast' as const),
        value: tie('node'),
        type: fc.constantFrom(...types),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('unary' as const),
        operator: fc.constantFrom('not' as const, '-' as const),
        operand: tie('node'),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('binary' as const),
        operator: fc.constantFrom(...operators),
        left: tie('node'),
        right: tie('node'),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('case' as const),
        subject: fc.option(tie('node'), { nil: undefined }),
        branches: fc.array(fc.record({ when: tie('node'), result: tie('node') }), { minLength: 1, maxLength: 2 }),
        otherwise: fc.option(tie('node'), { nil: undefined }),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('array' as const),
        items: fc.array(tie('node'), { maxLength: 3 }),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('object' as const),
        entries: fc.array(fc.record({ key: name, value: tie('node') }), { maxLength: 2 }),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constantFrom('query' as const, 'exists' as const),
        query: tie('query'),
        span: fc.constant(span),
      }),
    ) as fc.Arbitrary<Expression>,
    select: fc.oneof(
      tie('node').map((value): SelectClause => ({ kind: 'value', expression: value })),
      fc
        .array(
          fc.record({
            expression: tie('node'),
            alias: fc.array(name, { minLength: 1, maxLength: 2 }),
            span: fc.constant(span),
          }),
          { minLength: 1, maxLength: 3 },
        )
        .map((items): SelectClause => ({ kind: 'items', items })),
    ),
    query: fc.record({
      select: tie('select'),
      from: fc.record({ source: tie('node'), alias: fc.option(fc.constantFrom('item', 'a'), { nil: undefined }) }),
      where: fc.option(tie('node'), { nil: undefined }),
      span: fc.constant(span),
    }),
  }),
).node;

/** Every member of something, as an item of SELECT alone may be. */
const spread = expression
  .filter(({ kind }) => kind !== 'all')
  .map((object): Expression => ({ kind: 'all', object, span }));

/** SELECT with names of its own for everything, over one or more expressions. */
export const statement: fc.Arbitrary<Statement> = fc.record({
  set: fc.array(fc.record({ name: fc.constant('v'), value: expression, span: fc.constant(span) }), { maxLength: 1 }),
  select: fc.oneof(
    expression.map((value): SelectClause => ({ kind: 'value', expression: value })),
    fc
      .array(
        fc.record({
          expression: fc.oneof({ weight: 5, arbitrary: expression }, { weight: 1, arbitrary: spread }),
          alias: fc.option(fc.array(name, { minLength: 1, maxLength: 2 }), { nil: undefined }),
          span: fc.constant(span),
        }),
        { minLength: 1, maxLength: 3 },
      )
      .map((items): SelectClause => ({ kind: 'items', items })),
  ),
  topicFilter: fc.option(
    fc.constantFrom('a/b', 'iot8020/+/metrics', '#').map((filter) => ({ text: filter, span })),
    { nil: undefined },
  ),
  where: fc.option(expression, { nil: undefined }),
  span: fc.constant(span),
});

/** A payload whose members expressions name: numbers of every kind, text that looks like numbers, lists of objects. */
const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(0, 1, -2, 2.5, 0.1, 1e-7, 1e21, 5e15, null, true, false, '', 'x', '5', 'true', '[1]'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
})).value;

export const payload: fc.Arbitrary<string> = fc.oneof(
  fc.dictionary(name, json, { maxKeys: 6 }).map((members) => JSON.stringify(members)),
  json.map((value) => JSON.stringify(value)),
  fc.constantFrom('', 'no json', '{"a":10.0,"b":12345678901234567890,"c":1E400}', '{"a":0.10000000000000000001}'),
);
