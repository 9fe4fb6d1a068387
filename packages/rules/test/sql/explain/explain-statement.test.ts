import { explainStatement } from '../../../src/index.js';

const version = '2016-03-23';

describe('explaining a statement', () => {
  it('says what it does, step by step', () => {
    const sql =
      "SET @kw = watts / 1000 SELECT *, topic(2) AS thing, @kw AS power.kw FROM 'iot8020/+/metrics' WHERE @kw > 5.0";
    expect(explainStatement(sql, { version })).toMatchInlineSnapshot(`
"For each message on iot8020/+/metrics, as version 2016-03-23:
- set @kw to watts / 1000
- go on only if this is true: @kw > 5.0
- put out an object of
  - every member of the payload
  - thing: topic(2)
  - power.kw: @kw"
`);
  });

  it('says which version runs where none is set, and who invokes a rule without FROM', () => {
    expect(explainStatement('SELECT *')).toMatchInlineSnapshot(`
"For each message that Basic Ingest brings, as version 2015-10-08 (none was set):
- put out the payload as it is"
`);
  });

  it('shows why WHERE was not true, down to the values of the message', () => {
    const message = { topic: 'iot8020/pump/metrics', payload: '{"watts":4.2}' };
    const sql = "SELECT * FROM 'iot8020/+/metrics' WHERE watts > 5.0 AND NOT (temperature > 60)";
    expect(explainStatement(sql, { version, message })).toMatchInlineSnapshot(`
"For each message on iot8020/+/metrics, as version 2016-03-23:
- go on only if this is true: watts > 5.0 AND NOT temperature > 60
- put out the payload as it is

A message on iot8020/pump/metrics:
- WHERE:
  watts > 5.0 AND NOT temperature > 60 is false
    watts > 5.0 is false
      watts is 4.2
    NOT temperature > 60 is Undefined
      temperature > 60 is Undefined
        temperature is Undefined
- no output: WHERE is not true"
`);
  });

  it('shows the output of a message that matches, and the variables on the way', () => {
    const message = { topic: 'a/b', payload: '{"watts":4200}' };
    const explained = explainStatement("SET @kw = watts / 1000 SELECT @kw AS kw FROM 'a/b'", { version, message });
    expect(explained.split('\n').slice(-3)).toEqual(['A message on a/b:', '- @kw is 4.2', '- output: {"kw":4.2}']);
  });

  it('says that a message on another topic never reaches the rule', () => {
    const message = { topic: 'other', payload: '{}' };
    expect(explainStatement("SELECT * FROM 'a/b'", { version, message })).toContain('does not match a/b');
  });

  it('tells what CASE left alone', () => {
    const message = { topic: 'a/b', payload: '{"on":true}' };
    const sql = "SELECT * FROM 'a/b' WHERE CASE on WHEN true THEN false ELSE cold END";
    expect(explainStatement(sql, { version, message })).toContain('cold is not evaluated');
  });

  it('cuts long values and names bytes', () => {
    const message = { topic: 'a/b', payload: Uint8Array.of(0, 255) };
    expect(explainStatement("SELECT * FROM 'a/b' WHERE * = 1", { version, message })).toContain(
      '2 bytes that are no JSON',
    );
    const long = { topic: 'a/b', payload: JSON.stringify({ a: 'x'.repeat(1000) }) };
    expect(explainStatement("SELECT * FROM 'a/b' WHERE a = 1", { version, message: long })).toContain('…');
  });

  it('says that an output is more than can be written', () => {
    const lines = Array.from({ length: 30 }, (_, n) => `@v${n + 1} = [@v${n}, @v${n}]`);
    const sql = `SET @v0 = 1, ${lines.join(', ')} SELECT @v30 AS all FROM 'a/b' WHERE true`;
    const explanation = explainStatement(sql, { version: '2016-03-23', message: { topic: 'a/b', payload: '{}' } });
    expect(explanation).toContain('- @v30 is more than can be written');
    expect(explanation).toContain('- no output: more than can be written');
  });

  it('rejects a statement that does not compile', () => {
    expect(() => explainStatement("SELECT nosuch(1) AS a FROM 'a/b'", { version })).toThrow(
      expect.objectContaining({ code: 'unknown-function' }),
    );
  });
});
