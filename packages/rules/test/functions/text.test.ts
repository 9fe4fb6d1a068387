import { compileStatement } from '../../src/index.js';
import { evaluateCall } from './evaluate-call.js';

/** SET doubles `@a0` as often as told. */
function double(expression: (name: string) => string, times: number, payload: object): unknown {
  const steps = Array.from({ length: times }, (_unused, index) => `@a${index + 1} = ${expression(`@a${index}`)}`);
  const sql = `SET @a0 = x, ${steps.join(', ')} SELECT VALUE isUndefined(@a${times}) FROM 'a'`;
  const evaluation = compileStatement(sql, { version: '2016-03-23' }).evaluate({
    topic: 'a',
    payload: JSON.stringify(payload),
  });
  return evaluation.matched ? evaluation.value : 'no match';
}

describe('concat', () => {
  it('joins up to memory that a server can spare, and is Undefined beyond', () => {
    expect(double((name) => `concat(${name}, ${name})`, 20, { x: 'ab' })).toBe(false);
    expect(double((name) => `concat(${name}, ${name})`, 60, { x: 'ab' })).toBe(true);
    expect(double((name) => `concat(${name}, ${name})`, 60, { x: [1] })).toBe(true);
  });

  it('takes an array among its arguments for a list to be made, and gives one of one kind otherwise', () => {
    expect(evaluateCall("concat('a', [1], NULL)")).toEqual(['a', 1, null]);
    expect(evaluateCall('concat([1], missing)')).toBeUndefined();
    expect(evaluateCall('concat(1, 2)')).toBeUndefined();
  });
});

describe('replace', () => {
  it('puts the replacement between all characters for an empty text, as Java does', () => {
    expect(evaluateCall("replace('abc', '', '-')")).toBe('-a-b-c-');
  });
});

describe('trims', () => {
  it('take time linear in a text full of spaces', () => {
    const text = `${' '.repeat(100_000)}x${' '.repeat(100_000)}x`;
    expect(evaluateCall('length(rtrim(t))', { t: text })).toBe(200_002);
    expect(evaluateCall('length(trim(t))', { t: text })).toBe(100_002);
    expect(evaluateCall('length(ltrim(t))', { t: text })).toBe(100_002);
  });
});
