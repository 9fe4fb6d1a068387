import { compileStatement, explainStatement, formatStatement, parseStatement, SqlError } from '../../../src/index.js';

const shadow = '{"state":{"reported":{"on":true,"watts":120.50},"n":null,"list":[{"a":1}]},"version":3}';

function text(sql: string, payload = shadow): string | undefined {
  const evaluation = compileStatement(sql, { version: '2016-03-23' }).evaluate({
    topic: '$aws/things/plug1/shadow/update/accepted',
    payload,
  });
  return evaluation.matched ? evaluation.text : undefined;
}

describe('every member of a path', () => {
  it.each([
    ["SELECT state.reported.* FROM 'a'", '{"on":true,"watts":120.5}'],
    [
      "SELECT state.reported.*, 'shadow' AS type, topic(3) AS id FROM 'a'",
      '{"on":true,"watts":120.5,"type":"shadow","id":"plug1"}',
    ],
    [
      "SELECT topic(3) AS id, state.reported.* FROM 'a' WHERE state.reported.watts > 20",
      '{"id":"plug1","on":true,"watts":120.5}',
    ],
    ["SELECT false AS on, state.reported.* FROM 'a'", '{"on":true,"watts":120.5}'],
    ["SELECT state.reported.*, false AS on FROM 'a'", '{"on":false,"watts":120.5}'],
    [
      "SELECT *, state.reported.* FROM 'a'",
      `${shadow.slice(0, -1).replace('120.50', '120.5')},"on":true,"watts":120.5}`,
    ],
    ["SELECT state.missing.*, 1 AS one FROM 'a'", '{"one":1}'],
    ["SELECT state.n.*, version.*, state.list.* FROM 'a'", '{}'],
    ["SELECT state.reported.* AS copy FROM 'a'", '{"copy":{"on":true,"watts":120.5}}'],
    ["SET @r = state.reported SELECT @r.* FROM 'a'", '{"on":true,"watts":120.5}'],
    ["SELECT get(*, 'state').reported.* FROM 'a'", '{"on":true,"watts":120.5}'],
    ["SELECT (SELECT i.*, 2 AS b FROM state.list AS i) AS r FROM 'a'", '{"r":[{"a":1,"b":2}]}'],
    ["SELECT VALUE state.reported.* FROM 'a'", '{"on":true,"watts":120.5}'],
  ])('%s', (sql, expected) => {
    expect(text(sql)).toBe(expected);
  });

  it('keeps the payload as it is for the next', () => {
    const payload = '{"a":{"b":1}}';
    expect(text("SELECT a.*, 2 AS b, a AS a FROM 'a'", payload)).toBe('{"b":2,"a":{"b":1}}');
  });

  it('is written as it was read, and explained', () => {
    const sql = "SELECT state.reported.*, (a + b).* AS c FROM 'a/b'";
    expect(formatStatement(parseStatement(sql))).toBe(sql);
    expect(explainStatement(sql, { version: '2016-03-23' })).toContain('  - every member of state.reported\n');
  });

  it.each([
    "SELECT a.*5 FROM 'a'",
    "SELECT a.*.b FROM 'a'",
    "SELECT a.** FROM 'a'",
    "SELECT * FROM 'a' WHERE a.* + 1 > 2",
  ])('rejects %s', (sql) => {
    expect(() => parseStatement(sql)).toThrow(SqlError);
  });
});
