import { compileStatement, receiveMessage, type CompileOptions } from '../../../src/index.js';

const version = '2016-03-23';

function evaluate(sql: string, payload: string | Uint8Array, options: CompileOptions = {}) {
  return compileStatement(sql, { version, ...options }).evaluate({ topic: 'iot8020/pump/metrics', payload });
}

function text(sql: string, payload: string, options: CompileOptions = {}): string | undefined {
  const evaluation = evaluate(sql, payload, options);
  return evaluation.matched ? evaluation.text : undefined;
}

describe('a compiled statement', () => {
  it('bears its text, version and filter', () => {
    const sql = "SELECT * FROM 'iot8020/+/metrics'";
    expect(compileStatement(sql, { version })).toMatchObject({ sql, version, filter: 'iot8020/+/metrics' });
    expect(compileStatement('SELECT *').filter).toBeUndefined();
  });

  it('is compiled without a message: no payload is parsed for constants', () => {
    const original = JSON.parse;
    let parsed = 0;
    JSON.parse = (json: string) => {
      parsed += 1;
      return original(json) as unknown;
    };
    try {
      compileStatement("SELECT *, topic(2) AS t, upper('a') AS u, [1, 2] AS l FROM 'a/b' WHERE watts > 5.0", {
        version,
      });
    } finally {
      JSON.parse = original;
    }
    expect(parsed).toBe(0);
  });

  it('gives value and exact text', () => {
    expect(evaluate("SELECT watts AS w FROM 'a/b'", '{"watts":12345678901234567890.5}')).toEqual({
      matched: true,
      text: '{"w":12345678901234567890.5}',
      value: { w: 12_345_678_901_234_567_000 },
    });
  });

  it('passes bytes on and names them', () => {
    const payload = Uint8Array.of(0, 1, 255);
    expect(evaluate("SELECT * FROM 'a/b'", payload)).toEqual({
      matched: true,
      text: '',
      value: payload,
      bytes: payload,
    });
  });

  it.each([
    ['plain values', '1'],
    ['numbers of more digits than a double', '12345678901234567890'],
  ])('gives up a statement that doubles its own arrays without end, of %s', (_, seed) => {
    const lines = Array.from({ length: 30 }, (_line, n) => `@v${n + 1} = [@v${n}, @v${n}]`);
    const sql = `SET @v0 = ${seed}, ${lines.join(', ')} SELECT @v30 AS all FROM 'a/b'`;
    expect(evaluate(sql, '{}')).toEqual({ matched: false });
    expect(text(sql.replaceAll('@v30 AS', '@v9 AS'), '{}')?.length).toBeGreaterThan(1000);
  });

  it('adds to the payload without changing it for the next rule', () => {
    const message = receiveMessage({ topic: 'a/b', payload: '{"a":1}' });
    const first = compileStatement("SELECT *, 2 AS b FROM 'a/b'", { version }).evaluate(message);
    const second = compileStatement("SELECT *, 3 AS c FROM 'a/b'", { version }).evaluate(message);
    expect([first, second]).toMatchObject([
      { text: '{"a":1,"b":2}' },
      { text: '{"a":1,"c":3}', value: { a: 1, c: 3 } },
    ]);
  });

  it.each([
    ['an item with the key of a member', "SELECT *, 2 AS a FROM 'x'", '{"a":1,"b":1}', '{"a":2,"b":1}'],
    ['an item that is Undefined', "SELECT *, missing AS m FROM 'x'", '{"a":1}', '{"a":1}'],
    [
      'an item of more digits than a double',
      "SELECT *, 12345678901234567890 AS m FROM 'x'",
      '{}',
      '{"m":12345678901234567890}',
    ],
    ['items of one name', "SELECT *, 1 AS m, 2 AS m FROM 'x'", '{}', '{"m":2}'],
    ['dotted names, merged', "SELECT *, 1 AS s.x, 2 AS s.y FROM 'x'", '{"s":{"z":0}}', '{"s":{"z":0,"x":1,"y":2}}'],
    ['a star further on', "SELECT 1 AS a, * FROM 'x'", '{"b":2}', '{"a":1,"b":2}'],
    ['an empty object', "SELECT *, 1 AS a FROM 'x'", '{}', '{"a":1}'],
    ['a payload that is no object', "SELECT *, 1 AS a FROM 'x'", '[1]', '{"a":1}'],
  ])('puts out %s', (_what, sql, payload, expected) => {
    expect(text(sql, payload)).toBe(expected);
  });

  it('names an item without AS after its last key, function or variable', () => {
    const sql = "SET @v = 1 SELECT a.b, upper(c), @v, 1 + 1 FROM 'x'";
    expect(text(sql, '{"a":{"b":1},"c":"x"}')).toBe('{"b":1,"upper":"X","v":1,"1 + 1":2}');
  });

  it('calls functions from outside with plain values and the message', () => {
    const calls: unknown[] = [];
    const functions = {
      get_thing_shadow: (args: unknown[], message: unknown) => {
        calls.push(args, message);
        return { state: { reported: { on: true } } };
      },
    };
    const sql = "SELECT get_thing_shadow(topic(2), 'role').state.reported.on AS on FROM 'x'";
    expect(text(sql, '{}', { functions })).toBe('{"on":true}');
    expect(calls).toEqual([['pump', 'role'], { topic: 'iot8020/pump/metrics', payload: '{}' }]);
    expect(text(sql, '{}')).toBe('{}');
  });

  it('draws chance from the message, or from what is passed', () => {
    const sql = "SELECT VALUE newuuid() FROM 'x'";
    const uuid = /^"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"$/;
    expect(text(sql, '{"a":1}')).toMatch(uuid);
    expect(text(sql, '{"a":1}')).toBe(text(sql, '{"a":1}'));
    expect(text(sql, '{"a":1}')).not.toBe(text(sql, '{"a":2}'));
    expect(text("SELECT VALUE rand() FROM 'x'", '{}', { entropy: { random: () => 0.5 } })).toBe('0.5');
    const [first, second] = JSON.parse(text("SELECT VALUE [rand(), rand()] FROM 'x'", '{}') ?? '[]') as number[];
    expect(first).not.toBe(second);
  });

  it('reads each item of a nested query, then what its alias lets through', () => {
    const payload = '{"min":2,"list":[{"v":1},{"v":3}],"plain":[1,3]}';
    expect(text("SELECT (SELECT VALUE v FROM list AS i WHERE i.v > min) AS r FROM 'x'", payload)).toBe('{"r":[3]}');
    expect(text("SELECT (SELECT VALUE n FROM plain AS n WHERE n > 1) AS r FROM 'x'", payload)).toBe('{"r":[3]}');
    expect(text("SELECT (SELECT VALUE min FROM list) AS r FROM 'x'", payload)).toBe('{"r":[]}');
  });

  it('ends a rule that looks up DynamoDB twice', () => {
    const functions = { get_dynamodb: () => ({ a: 1 }) };
    const call = "get_dynamodb('t','k',1,'r')";
    expect(text(`SELECT ${call} AS a FROM 'x'`, '{}', { functions })).toBe('{"a":{"a":1}}');
    expect(text(`SELECT ${call} AS a, ${call} AS b FROM 'x'`, '{}', { functions })).toBeUndefined();
  });

  it('keeps a constant array whole, whatever a caller does to what it was given', () => {
    const statement = compileStatement("SELECT VALUE [1, 2] FROM 'x'", { version });
    const first = statement.evaluate({ topic: 'x', payload: '{}' });
    if (first.matched) (first.value as number[]).push(3);
    expect(statement.evaluate({ topic: 'x', payload: '{}' })).toMatchObject({ text: '[1,2]' });
  });

  it('keeps apart what the two versions read from one message', () => {
    const message = receiveMessage({ topic: 'x', payload: '{"a":10.0}' });
    const texts = (['2015-10-08', '2016-03-23', '2015-10-08'] as const).map((each) => {
      const evaluation = compileStatement("SELECT *, 1 AS b FROM 'x'", { version: each }).evaluate(message);
      return evaluation.matched && evaluation.text;
    });
    expect(texts).toEqual(['{"a":10.0,"b":1}', '{"a":10,"b":1}', '{"a":10.0,"b":1}']);
  });
});
