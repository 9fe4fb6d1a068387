import { compileStatement, explainStatement, type SqlVersion } from '../../../src/index.js';

const versions = ['2015-10-08', '2016-03-23'] as const;

/** `t`, `f` and `n` stand for true, false and Null in the payload, `u` for nothing. */
function evaluate(expression: string, version: SqlVersion = '2016-03-23'): unknown {
  const statement = compileStatement(`SELECT VALUE ${expression} FROM 'a/b'`, { version });
  const evaluation = statement.evaluate({ topic: 'a/b', payload: '{"t":true,"f":false,"n":null,"one":1}' });
  return evaluation.matched ? evaluation.value : 'no match';
}

describe.each(versions)('logic of three values, in version %s', (version) => {
  it.each<[string, boolean | undefined]>([
    ['t OR u', true],
    ['u OR t', true],
    ['f OR u', undefined],
    ['u OR f', undefined],
    ['u OR u', undefined],
    ["u OR 'TRUE'", true],
    ['u > 5 OR t', true],
    ['t AND u', undefined],
    ['u AND t', undefined],
    ['f AND u', false],
    ['u AND f', false],
    ["'False' AND u", false],
    ['u AND u', undefined],
    ['NOT u', undefined],
    ['NOT (t OR u)', false],
    ['NOT (f AND u)', true],
    ['NOT (f OR u)', undefined],
    ['CASE WHEN u THEN 1 WHEN t OR u THEN true ELSE false END', true],
    ['CASE WHEN u THEN true ELSE false END', false],
    ['CASE one WHEN u THEN false WHEN 1 THEN true END', true],
    ['CASE u WHEN 1 THEN true ELSE false END', undefined],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression, version)).toBe(expected);
  });

  it.each(['one OR t', 't OR n', "'maybe' OR t", 'f AND one', 'n AND f'])(
    '%s is Undefined: what is no Boolean is more than missing',
    (expression) => {
      expect(evaluate(expression, version)).toBeUndefined();
    },
  );
});

describe('IN', () => {
  it.each<[string, boolean | undefined]>([
    ['1 IN [u, 1]', true],
    ['2 IN [u, 1]', undefined],
    ['NOT (2 IN [u, 1])', undefined],
    ['u IN [1]', undefined],
    ['2 IN [1]', false],
    ['1 IN u', undefined],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });
});

describe('a guard for a missing key', () => {
  it.each([
    'isUndefined(x) OR x > 0',
    'x > 0 OR isUndefined(x)',
    'isUndefined(x) OR x <> 0',
    'NOT (isUndefined(x) = false AND x <= 0)',
  ])('%s lets messages through without it, and those where it is more than nothing', (where) => {
    const statement = compileStatement(`SELECT * FROM 'a/b' WHERE ${where}`, { version: '2016-03-23' });
    const matched = ['{}', '{"x":1}', '{"x":0}'].map(
      (payload) => statement.evaluate({ topic: 'a/b', payload }).matched,
    );
    expect(matched).toEqual([true, true, false]);
  });

  it('is explained as it is evaluated', () => {
    const message = { topic: 'a/b', payload: '{}' };
    const sql = "SELECT * FROM 'a/b' WHERE isUndefined(x) OR x > 0";
    const explanation = explainStatement(sql, { version: '2016-03-23', message });
    expect(explanation).toContain('isundefined(x) OR x > 0 is true');
    expect(explanation).toContain('x > 0 is Undefined');
    expect(explanation).toContain('- output: {}');
  });
});
