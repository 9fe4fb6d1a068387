import { checkStatement, compileStatement, SqlError, type CheckOptions, type Finding } from '../../../src/index.js';

const options = { version: '2016-03-23' } as const;

/** Code and marked text of every finding. */
function find(sql: string, given: CheckOptions = options): [code: string, text: string][] {
  return checkStatement(sql, given).map(({ code, span }) => [code, sql.slice(span.start, span.end)]);
}

function findIn(where: string, filter = 'a/+') {
  return find(`SELECT * FROM '${filter}' WHERE ${where}`);
}

const fires = (where: string) =>
  compileStatement(`SELECT * FROM 'a' WHERE ${where}`, options).evaluate({ topic: 'a', payload: '{"a":1}' }).matched;

describe('checkStatement', () => {
  it('finds nothing in the statements of the seed', () => {
    expect(find("Select *, topic(2) AS thing_name FROM 'iot8020/+/metrics'")).toEqual([]);
    expect(find("Select *, topic(2) AS thing_name FROM 'iot8020/+/metrics' WHERE watts > 5.0")).toEqual([]);
  });

  it('says that a version should be set', () => {
    expect(find("SELECT * FROM 'a'", {})).toEqual([['version-unset', '']]);
  });

  it('gives what cannot be parsed as one finding, where the error is', () => {
    expect(checkStatement("SELECT * FORM 'a'", options)).toEqual([
      {
        code: 'syntax',
        severity: 'error',
        message: "expected 'WHERE' or the end, found 'FORM'",
        fix: 'correct the text at this place',
        span: { start: 9, end: 13 },
      },
    ]);
  });

  it('names the function that was most likely meant', () => {
    const [finding] = checkStatement("SELECT uper(a) AS a FROM 'a'", options);
    expect(finding).toMatchObject({ code: 'unknown-function', severity: 'error', fix: 'did you mean upper()?' });
  });

  it('finds every unknown function, not only the first', () => {
    expect(find("SELECT foo(bar(1)) AS a FROM 'a'").map(([code]) => code)).toEqual([
      'unknown-function',
      'unknown-function',
    ]);
  });

  it.each<[string, string, string]>([
    ['abs(1, 2)', 'wrong-arity', 'abs(1, 2)'],
    ['concat()', '', ''],
    ["regexp_matches(x, 'a(?=b)')", 'invalid-pattern', "'a(?=b)'"],
    ["regexp_matches(x, '(')", 'invalid-pattern', "'('"],
    ["get_thing_shadow('t', 'r')", 'external-function', "get_thing_shadow('t', 'r')"],
    ['topic(3)', 'topic-level', 'topic(3)'],
    ['topic(0)', 'topic-level', 'topic(0)'],
    ['topic(-1)', 'topic-level', 'topic(-1)'],
    ['topic(2)', '', ''],
    ['@a', 'unknown-variable', '@a'],
    ['cast(x AS Number)', 'unknown-type', 'cast(x AS Number)'],
  ])('looks at %s', (expression, code, text) => {
    expect(find(`SELECT VALUE ${expression} FROM 'a/+'`)).toEqual(code === '' ? [] : [[code, text]]);
  });

  it('lets topic(n) look at any level past a #', () => {
    expect(find("SELECT VALUE topic(9) FROM 'a/#'")).toEqual([]);
  });

  it('is silent on an outside function that is passed in', () => {
    expect(
      find("SELECT VALUE get_thing_shadow('t', 'r') FROM 'a'", {
        ...options,
        functions: { get_thing_shadow: () => 1 },
      }),
    ).toEqual([]);
  });

  it('finds what the older version does not have', () => {
    const older = { version: '2015-10-08' } as const;
    expect(find("SELECT length(a) AS l, [1] AS b, (SELECT c FROM d) AS c FROM 'a'", older)).toEqual([
      ['not-in-version', 'length(a)'],
      ['not-in-version', '[1]'],
      ['not-in-version', 'SELECT c FROM d'],
    ]);
  });

  it('finds a second look-up in DynamoDB, which would end the rule', () => {
    const call = "get_dynamodb('t', 'k', id, 'r')";
    const functions = { get_dynamodb: () => ({}) };
    expect(find(`SELECT ${call}.a AS a, ${call}.b AS b FROM 'a'`, { ...options, functions })).toEqual([
      ['repeated-lookup', call],
    ]);
  });

  it('finds items without a name, and names given twice', () => {
    expect(find("SELECT a, b.c, a + 1, upper(a), 1 AS x, 2 AS x FROM 'a'")).toEqual([
      ['unaliased-expression', 'a + 1'],
      ['unaliased-expression', 'upper(a)'],
      ['repeated-alias', '2 AS x'],
    ]);
  });

  it('says when only Basic Ingest reaches a rule', () => {
    expect(find('SELECT *')).toEqual([['no-topic-filter', '']]);
  });

  it.each([
    "5 = '5'",
    '1 = 2',
    'topic(2) = 5',
    'upper(a) = 5',
    "startswith(a, 'b') = 'true'",
    'isNull(a) = 1',
    'watts > true',
    "watts > 'high'",
    'watts < NULL',
    '[1] > 2',
    '(a > 1) > 0',
    "watts IN 'abc'",
    "topic(1) = 'b'",
    "'x' + a = 5",
    'count = (SELECT a FROM b) AND length(a) = true',
  ])('finds that %s can never be true', (where) => {
    const codes = findIn(where).map(([code]) => code);
    expect(codes).toContain('never-true');
  });

  it.each([
    "watts > '5'",
    "a = '5'",
    "topic(2) = 'b'",
    "topic(1) = 'a'",
    'upper(a) = lower(b)',
    'a + b = 5',
    'watts > 5 AND watts < 6',
    'watts >= 5 AND watts <= 5',
    'cast(a AS Int) = 5',
    'x IN [1, 2]',
    "get(a, 'b') = 5",
  ])('lets %s be', (where) => {
    expect(findIn(where)).toEqual([]);
  });

  it.each([
    ['watts > 5 AND watts < 3', 'watts < 3'],
    ['watts > 5 AND volts > 1 AND 5 >= watts', '5 >= watts'],
    ['a.b = 1 AND a.b = 2', 'a.b = 2'],
  ])('finds that the limits of %s contradict each other', (where, text) => {
    expect(findIn(where)).toEqual([['never-true', text]]);
  });

  it.each([
    ['NOT (a > 5)', 'a > 5', 'write get_or_default(a > 5, false)'],
    ['NOT (a = 1 OR b = 2)', 'a = 1 OR b = 2', 'write get_or_default(a = 1 OR b = 2, false)'],
    ['isUndefined(b) OR NOT (a > 5)', 'a > 5', 'write get_or_default(a > 5, false)'],
    ['CASE a WHEN 1 THEN false ELSE true END', 'a', "write get_or_default(a, '')"],
  ])('finds that %s is Undefined without a key', (where, text, fix) => {
    const sql = `SELECT * FROM 'a/+' WHERE ${where}`;
    const findings = checkStatement(sql, options);
    expect(findings).toEqual([expect.objectContaining({ code: 'missing-guard', fix })]);
    expect(sql.slice(findings[0]?.span.start, findings[0]?.span.end)).toBe(text);
  });

  it.each([
    'get_or_default(a = 1, false) OR get_or_default(b = 2, false)',
    'NOT get_or_default(a > 5, false)',
    'NOT isUndefined(a)',
    'NOT isUndefined(a) AND isUndefined(b) = false AND (a = 1 OR b = 2)',
    'isUndefined(a) OR a > 5',
    'a > 5 OR isUndefined(a)',
    'a = 1 OR b = 2',
    'isUndefined(a) OR NOT (a > 5)',
    'isUndefined(a) OR a <> 5',
    'isUndefined(a) = true OR b > 1 OR a <> 5',
    'b > 1 OR NOT isUndefined(a.b) AND NOT (a.b > 5)',
    'isUndefined(cast(a AS Int)) <> true AND NOT (cast(a AS Int) = 5)',
    'NOT (isUndefined(a) OR a > 5)',
    'NOT (NOT isUndefined(a) AND a > 5)',
    'NOT isUndefined(a.b) AND NOT (a = 5)',
    "topic(1) = 'a' OR topic(2) = 'b'",
  ])('takes %s for guarded', (where) => {
    expect(findIn(where)).toEqual([]);
  });

  it('keeps the promise of its fixes: the guarded NOT is true without the key', () => {
    expect(fires('NOT (b = 2)')).toBe(false);
    expect(fires('NOT get_or_default(b = 2, false)')).toBe(true);
  });

  it('has an error for every statement that does not compile, and none for one that does', () => {
    const statements = [
      "SELECT * FROM 'a'",
      'SELECT nofn(1)',
      "SELECT @a FROM 'a'",
      "SELECT cast(a AS b) AS b FROM 'a'",
      "SELECT FROM 'a'",
      "SELECT abs() AS a FROM 'a'",
    ];
    for (const sql of statements) {
      let compiles = true;
      try {
        compileStatement(sql, options);
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        compiles = false;
      }
      const errors = checkStatement(sql, options).filter(({ severity }: Finding) => severity === 'error');
      expect([sql, errors.length === 0]).toEqual([sql, compiles]);
    }
  });
});
