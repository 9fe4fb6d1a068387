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

  it.each([
    ['x <> NULL'],
    ['NULL <> x'],
    ['NOT (x = NULL)'],
    ['NOT (x <> 5)'],
    ['NOT (NOT (x = 5))'],
    ['NOT (x <> 5 AND y <> 6)'],
    ['CASE x WHEN NULL THEN false ELSE true END'],
    ['x <> NULL AND x > 5'],
  ])('proposes no default for %s, which would turn it round', (where) => {
    expect(findIn(where)).toEqual([]);
  });

  it.each(['NOT (x <> NULL)', 'NOT (x = 5 AND y <> 6)', 'NOT (x = 5 OR y = 6)', 'x <> 5', 'NOT running'])(
    'proposes a default for %s that stands for what a missing key stands for',
    (where) => {
      const [finding] = checkStatement(`SELECT * FROM 'a/+' WHERE ${where}`, options);
      const [, guarded = ''] = /^write (.*)$/.exec(finding?.fix ?? '') ?? [];
      const fixed = where.startsWith('NOT') ? `NOT ${guarded}` : guarded;
      expect(finding?.code).toBe('missing-guard');
      expect([fires(where), fires(fixed)]).toEqual([false, true]);
      expect(findIn(fixed)).toEqual([]);
    },
  );

  it.each<[string, string, string]>([
    ['device-id AS d', 'device-id', "write get(*, 'device-id') for a key"],
    ['a.b-c AS d', 'a.b-c', "write get(a, 'b-c') for a key"],
    ['serial-no-of-unit AS d', 'serial-no-of-unit', "write get(*, 'serial-no-of-unit') for a key"],
    ['upper(device-id) AS d', 'device-id', "write get(*, 'device-id') for a key"],
  ])('finds that %s subtracts', (item, text, fix) => {
    const sql = `SELECT ${item} FROM 'a'`;
    expect(find(sql)).toEqual([['hyphenated-key', text]]);
    expect(checkStatement(sql, options)[0]?.fix).toContain(fix);
  });

  it.each(['a - b AS d', 'a -b AS d', 'a-1 AS d', '1-a AS d', 'timestamp()-a AS d', "get(*, 'a-b') AS d"])(
    'takes %s as it is',
    (item) => {
      expect(find(`SELECT ${item} FROM 'a'`)).toEqual([]);
    },
  );

  it.each(['a != 5', '(a) != (5)', "a.b != 'x'"])('finds that AWS IoT refuses %s', (where) => {
    expect(findIn(where)).toContainEqual(['unknown-operator', where.replace(/^\(a\)/, '(a)')]);
    expect(
      checkStatement(`SELECT * FROM 'a' WHERE ${where}`, options).find(({ code }) => code === 'unknown-operator'),
    ).toMatchObject({
      severity: 'error',
      fix: 'write <>',
    });
  });

  it.each<[string, string]>([
    ["x IN ('a', 'b')", 'IN [1, 2]'],
    ["x IN ('a')", 'IN [1, 2]'],
    ["name LIKE 'a%'", 'startswith('],
    ["name NOT LIKE 'a%'", 'NOT in front'],
    ['x NOT IN [1, 2]', 'NOT in front'],
    ['x BETWEEN 1 AND 5', '>= 1 AND key <= 5'],
    ['x IS NULL', 'isNull(key)'],
    ['x IS NOT NULL', 'isNull(key)'],
    ['x == 5', 'write one ='],
    ['a[0] = 5', 'get(list, 0)'],
    ['x = 5;', 'leave it out'],
    ['x = 5 || y = 6', 'write OR'],
    ['x = 5 && y = 6', 'write AND'],
    ['!x', 'write NOT'],
    ['`device-id` = 5', "get(*, 'key')"],
    ['x = 5 LIMIT 10', 'one message'],
    ['x = 5 ORDER BY x', 'one message'],
    ['x = 5 GROUP BY x', 'one message'],
    ["coalesce(x, '') = ''", 'get_or_default('],
    ['len(x) > 3', 'length('],
    ['now() > 3', 'timestamp()'],
    ['count(*) > 3', 'one message'],
  ])('tells what to write here instead of %s', (where, fix) => {
    const [finding] = checkStatement(`SELECT * FROM 'a' WHERE ${where}`, options);
    expect(finding?.fix).toContain(fix);
  });

  it('tells it where a statement is thrown out, too', () => {
    expect(() => compileStatement("SELECT DISTINCT a FROM 'a'", options)).toThrow(/found 'a': leave it out/);
    expect(() => compileStatement("SELECT * FROM 'a' WHERE a == 1", options)).toThrow(
      expect.objectContaining({ code: 'syntax', fix: 'write one = to compare' }),
    );
  });

  // Each was run by java.util.regex and by re2js: they agree on none.
  it.each([
    '[a-z&&[^aeiou]]',
    '[a-z&&]',
    '[a-c[x-z]]',
    '[[:alpha:]]',
    '[a[]',
    'a{,3}',
    'a{',
    '{a}',
    'a{1,2',
    String.raw`a\v`,
    String.raw`[\v]`,
    String.raw`\p{Greek}`,
    String.raw`\p{^Lu}`,
    '(?P<n>a)',
    '(?<a_b>x)',
    '(?U)a',
    String.raw`\Qa\E[b&&c]`,
  ])('finds that Java reads %s otherwise', (pattern) => {
    expect(findIn(`regexp_matches(x, '${pattern}')`)).toEqual([['divergent-pattern', `'${pattern}'`]]);
  });

  it.each([
    '[a-z]+',
    '[]a]',
    '[^]a]',
    '[a&b]',
    'a]',
    'a}',
    'a{2}',
    'a{2,}',
    'a{2,3}',
    String.raw`\{a\}`,
    String.raw`[\[]`,
    String.raw`\Qa[b&&c]{\E`,
    String.raw`\p{L}\pN\p{Lu}`,
    '(?<n>a)',
    '(?i)a',
    '(?i:a)',
    String.raw`\\v`,
    '&&',
  ])('lets the pattern %s be', (pattern) => {
    expect(findIn(`regexp_matches(x, '${pattern}')`)).toEqual([]);
  });

  it.each<[string, string, string[]]>([
    ['temp AS state.temp', 'state.humidity > 5', []],
    ['temp AS state.temp', 'state.temp > 5', ['state.temp']],
    ['temp AS state', 'state.temp > 5', ['state.temp']],
    ['state.on AS state.on', 'state.on = true', []],
    ['a AS b', 'b > 5 AND c.b > 5', ['b']],
    ['1 AS v', 'EXISTS (SELECT * FROM list AS i WHERE v > 1)', []],
    ['1 AS list', 'EXISTS (SELECT * FROM list AS i WHERE v > 1)', ['list']],
  ])('with %s in SELECT finds in WHERE %s what SELECT gave another meaning', (item, where, texts) => {
    const found = find(`SELECT ${item} FROM 'a' WHERE ${where}`).filter(([code]) => code === 'alias-in-where');
    expect(found.map(([, text]) => text)).toEqual(texts);
  });

  it('finds a filter that no message reaches', () => {
    expect(find("SELECT * FROM '$aws/rules/x/#'")).toEqual([['unreachable-filter', "'$aws/rules/x/#'"]]);
    expect(find("SELECT * FROM '$aws/things/+/shadow/update'")).toEqual([]);
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
