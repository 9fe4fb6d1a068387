import { compileStatement, type ExternalFunctions } from '../../src/index.js';

const message = { topic: 'a/b', payload: '{"id":"d1","deep":{"x":[1]}}' };

function run(expression: string, functions?: ExternalFunctions): unknown {
  const options = { version: '2016-03-23', ...(functions && { functions }) } as const;
  const evaluation = compileStatement(`SELECT VALUE ${expression} FROM 'a/b'`, options).evaluate(message);
  return evaluation.matched ? evaluation.value : 'no match';
}

const failing = () => {
  throw new Error('no network');
};
const get_dynamodb = () => ({ a: 1 });

describe('functions that reach outside', () => {
  it.each([
    "aws_lambda('arn', *)",
    "get_dynamodb('table', 'key', id, 'role')",
    "get_registry_data('DescribeThing', id, 'role')",
    "get_secret('id', 'SecretString', 'role')",
    "get_thing_shadow(id, 'role')",
    "machinelearning_predict('model', 'role', *)",
    "decode(id, 'proto', 'bucket', 'key', 'file', 'type')",
  ])('are Undefined unless one is passed in: %s', (expression) => {
    expect(run(expression)).toBeUndefined();
  });

  it('are called with plain values and the message', () => {
    const calls: unknown[] = [];
    const get_thing_shadow = (...args: unknown[]) => {
      calls.push(args);
      return { state: { reported: { alarm: 'ON' } } };
    };
    expect(run("get_thing_shadow(id, 'alarms', 'role').state.reported.alarm", { get_thing_shadow })).toBe('ON');
    expect(calls).toEqual([[['d1', 'alarms', 'role'], message]]);
  });

  it('are Undefined when they throw, or give what JSON cannot say', () => {
    expect(run("aws_lambda('arn', *)", { aws_lambda: failing })).toBeUndefined();
    expect(run("aws_lambda('arn', *)", { aws_lambda: () => undefined })).toBeUndefined();
    expect(run("aws_lambda('arn', *)", { aws_lambda: () => 5n })).toBeUndefined();
  });

  it('do not see members that every object has', () => {
    expect(run("aws_lambda('arn', *)", Object.create({ aws_lambda: () => 1 }) as ExternalFunctions)).toBeUndefined();
  });

  it('flatten what a prediction is made from', () => {
    expect(run("machinelearning_predict('model', 'role', *)", { machinelearning_predict: (args) => args[2] })).toEqual({
      id: 'd1',
      deep: '{"x":[1]}',
    });
  });

  it('may be called once for DynamoDB: a second call ends the rule', () => {
    const call = "get_dynamodb('table', 'key', id, 'role').a";
    expect(run(call, { get_dynamodb })).toBe(1);
    expect(run(`${call} + ${call}`, { get_dynamodb })).toBe('no match');
  });
});
