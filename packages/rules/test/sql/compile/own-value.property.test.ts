import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { compileStatement, formatStatement, receiveMessage } from '../../../src/index.js';
import { payload, statement } from '../arbitrary-tree.js';

const version = '2016-03-23';
const numRuns = Number(process.env['CORD_PROPERTY_RUNS'] ?? 300);

/** Every array and object inside, as often as it is met. */
function listNodes(value: unknown): object[] {
  const nodes: object[] = [];
  const pending = [value];
  while (pending.length > 0 && nodes.length < 100_000) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null || next instanceof Uint8Array) continue;
    nodes.push(next);
    pending.push(...Object.values(next));
  }
  return nodes;
}

/** Spoils everything that a caller could reach. */
function spoil(value: unknown): void {
  for (const node of listNodes(value)) {
    for (const key of Object.keys(node)) delete (node as Record<string, unknown>)[key];
    if (Array.isArray(node)) node.length = 0;
  }
}

describe('the value of an output', () => {
  it.each([
    ['the payload beside a copy of itself', "SELECT *, * AS copy FROM 'x'"],
    ['a copy of the payload in a path', "SELECT *, * AS a.copy FROM 'x'"],
    ['a member under another name', "SELECT *, s AS t FROM 'x'"],
    ['a member twice', "SELECT s AS t, s AS u FROM 'x'"],
    ['a variable twice', "SET @v = [s, s] SELECT @v AS t, @v AS u FROM 'x'"],
    ['a list of the payload and itself', "SELECT VALUE [*, *] FROM 'x'"],
    ['the payload under names of objects', "SELECT VALUE {'a': *, 'b': *} FROM 'x'"],
    ['what a function hands back', "SELECT get_or_default([1, [2]], 3) AS t, get_or_default(*, 1) AS u FROM 'x'"],
    ['members of a path twice', "SELECT s.*, s.* AS t, s.* AS u FROM 'x'"],
    ['items of a nested query', "SELECT (SELECT * FROM s.l) AS a, s.l AS b, s AS s FROM 'x'"],
    ['what cannot be written as doubles', "SELECT *, * AS copy, 12345678901234567890 AS n FROM 'x'"],
  ])('is plain and its own: %s', (_what, sql) => {
    const text = '{"s":{"l":[{"a":1},[2]],"__proto__":{"b":3}},"n":1}';
    const compiled = compileStatement(sql, { version });
    for (const message of [{ topic: 'x', payload: text }, receiveMessage({ topic: 'x', payload: text })]) {
      const first = compiled.evaluate(message);
      if (!first.matched) throw new Error('expected a match');
      expect(isDeepStrictEqual(first.value, JSON.parse(first.text))).toBe(true);
      const nodes = listNodes(first.value);
      expect(new Set(nodes).size).toBe(nodes.length);
      spoil(first.value);
      expect(compiled.evaluate(message)).toMatchObject({ text: first.text });
    }
  });

  it('is plain and its own, whatever the statement', () => {
    fc.assert(
      fc.property(statement, payload, fc.boolean(), (tree, text, isReceived) => {
        const compiled = compileStatement(formatStatement({ ...tree, where: undefined }), { version });
        const source = { topic: 'iot8020/pump/metrics', payload: text };
        const message = isReceived ? receiveMessage(source) : source;
        const first = compiled.evaluate(message);
        if (!first.matched || first.text === '') return;
        expect(isDeepStrictEqual(first.value, JSON.parse(first.text))).toBe(true);
        const nodes = listNodes(first.value);
        expect(new Set(nodes).size).toBe(nodes.length);
        spoil(first.value);
        expect(compiled.evaluate(message)).toMatchObject({ text: first.text });
      }),
      { numRuns },
    );
  });

  it('is not what a function from outside was given', () => {
    const functions = { aws_lambda: (args: unknown[]) => (spoil(args[1]), 1) };
    const sql = "SELECT s AS s, aws_lambda('f', *) AS done, aws_lambda('f', s) AS twice FROM 'x'";
    const evaluation = compileStatement(sql, { version, functions }).evaluate({
      topic: 'x',
      payload: '{"s":{"a":[1]}}',
    });
    expect(evaluation).toMatchObject({ text: '{"s":{"a":[1]},"done":1,"twice":1}' });
  });
});
