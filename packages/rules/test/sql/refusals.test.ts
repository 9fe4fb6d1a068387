import { compileStatement, parseStatement, SqlError } from '../../src/index.js';
import type { SqlErrorCode } from '../../src/index.js';

function refusal(sql: string, parse: (text: string) => unknown = parseStatement): SqlError {
  try {
    parse(sql);
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error(`parsed: ${sql}`);
}

const compile = (sql: string) => compileStatement(sql, { version: '2016-03-23' });

describe('a statement that AWS IoT would refuse', () => {
  const cases: readonly [code: SqlErrorCode, sql: string, at: string][] = [
    ['syntax', "SELECT * FORM 'a/b'", 'FORM'],
    ['syntax', "SELECT a FROM 'a/b' WHERE", ''],
    ['syntax', "SELECT FROM 'a/b'", 'FROM'],
    ['syntax', 'SET a = 1 SELECT a', 'a'],
    ['syntax', 'SET @a = 1, @a = 2 SELECT @a', '@a'],
    ['syntax', "SELECT CASE END AS a FROM 'a/b'", 'END'],
    ['unterminated-string', "SELECT 'abc FROM a", "'abc FROM a"],
    ['unknown-character', "SELECT a ; FROM 'a/b'", ';'],
    ['comment', "SELECT a -- all\nFROM 'a/b'", '--'],
    ['unknown-function', "SELECT nosuch(1) AS r FROM 'a/b'", 'nosuch(1)'],
    ['unknown-type', "SELECT cast(a AS Blob) AS r FROM 'a/b'", 'cast(a AS Blob)'],
    ['unknown-variable', "SELECT @x AS x FROM 'a/b'", '@x'],
    ['unknown-variable', "SET @x = @x SELECT @x AS x FROM 'a/b'", '@x'],
    ['invalid-topic-filter', "SELECT * FROM 'a/#/b'", "'a/#/b'"],
  ];

  it.each(cases)('rejects it as %s: %s', (code, sql, at) => {
    const error = refusal(sql, compile);
    expect(error.code).toBe(code);
    const found = sql.slice(error.span.start, error.span.end);
    expect(found).toBe(at);
  });

  it('shows the line with a caret under the place', () => {
    expect(refusal("SELECT watts\nFORM 'a/b'").excerpt).toBe("FORM 'a/b'\n^^^^");
    expect(refusal('SELECT watts,').excerpt).toMatchInlineSnapshot(`
"SELECT watts,
             ^"
`);
  });

  it('says what it found and what it expected', () => {
    expect(refusal("SELECT * FORM 'a/b'").message).toMatchInlineSnapshot(`"expected 'WHERE' or the end, found 'FORM'"`);
  });

  it('cuts what it quotes', () => {
    expect(refusal(`SELECT ${'x'.repeat(500)}(1) AS a`, compile).message.length).toBeLessThan(120);
  });
});

function limited(limits: object) {
  return refusal("SELECT a + b AS c FROM 'a/b'", (sql) => parseStatement(sql, { limits }));
}

describe('the limits of a statement', () => {
  it('rejects a text longer than AWS IoT takes', () => {
    const sql = `SELECT '${'x'.repeat(70_000)}' AS a FROM 'a/b'`;
    expect(refusal(sql).code).toBe('too-long');
  });

  it.each([
    ['parentheses', `SELECT ${'('.repeat(5000)}1${')'.repeat(5000)} AS a`],
    ['negations', `SELECT a WHERE ${'NOT '.repeat(5000)}a`],
    ['minus signs', `SELECT ${'- '.repeat(5000)}1 AS a`],
    ['operators in a row', `SELECT 1${' + 1'.repeat(5000)} AS a`],
    ['keys in a row', `SELECT a${'.a'.repeat(5000)} AS b`],
    ['queries', `SELECT ${'(SELECT '.repeat(2000)}a`],
    ['arrays', `SELECT ${'['.repeat(5000)}`],
    ['calls', `SELECT ${'abs('.repeat(5000)}`],
    ['cases', `SELECT ${'CASE '.repeat(5000)}`],
  ])('rejects %s inside each other without running out of stack', (_what, sql) => {
    expect(refusal(sql).code).toBe('too-deep');
  });

  it('rejects more expressions than a rule needs', () => {
    expect(refusal(`SELECT [${'1,'.repeat(20_000)}1] AS a`).code).toBe('too-many-nodes');
  });

  it('can be set', () => {
    expect(limited({ length: 10 }).code).toBe('too-long');
    expect(limited({ nodes: 2 }).code).toBe('too-many-nodes');
    expect(limited({ depth: 0 }).code).toBe('too-deep');
  });
});

function evaluate(sql: string, payload: string) {
  return compile(sql).evaluate({ topic: 'a/b', payload });
}

describe('a statement made to do harm', () => {
  it('cannot grow text past what any message holds', () => {
    const doublings = Array.from({ length: 40 }, (_, index) => `@v${index + 1} = @v${index} + @v${index}`);
    const sql = `SET @v0 = 'x', ${doublings.join(', ')} SELECT isUndefined(@v40) AS gone FROM 'a/b'`;
    expect(evaluate(sql, '{}')).toMatchObject({ text: '{"gone":true}' });
  });
});

describe('bytes in the middle of an output', () => {
  it('are left out, as JSON has no way to write them', () => {
    const evaluation = compile("SELECT VALUE [1, *] FROM 'a/b'").evaluate({
      topic: 'a/b',
      payload: Uint8Array.of(255),
    });
    expect(evaluation).toMatchObject({ text: '[1]', value: [1] });
  });
});

describe('a payload made to do harm', () => {
  it('nested past all need is taken for no JSON', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(evaluate("SELECT a FROM 'a/b' WHERE a = 1", deep)).toEqual({ matched: false });
  });

  it('cannot reach the prototype of the output', () => {
    const evaluation = evaluate("SELECT *, 1 AS one FROM 'a/b'", '{"__proto__":{"polluted":true}}');
    expect(evaluation.matched && evaluation.text).toBe('{"__proto__":{"polluted":true},"one":1}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('does not lend its names from every object', () => {
    expect(evaluate("SELECT constructor, toString FROM 'a/b'", '{"a":1}')).toMatchObject({ text: '{}' });
  });

  it('meets patterns in time linear in its text', () => {
    const evaluation = evaluate(
      "SELECT regexp_matches(a, '^(a+)+$') AS r FROM 'a/b'",
      `{"a":"${'a'.repeat(50_000)}!"}`,
    );
    expect(evaluation).toMatchObject({ text: '{"r":false}' });
  });
});
