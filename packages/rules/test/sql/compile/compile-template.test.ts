import { compileTemplate } from '../../../src/index.js';

const version = '2016-03-23';
const message = { topic: 'iot8020/pump/metrics', payload: '{"watts":6.2,"tags":{"a":1},"none":null}', timestamp: 5 };

function render(template: string, options: { statement?: string } = {}): string {
  return compileTemplate(template, { version, ...options }).render(message);
}

describe('a substitution template', () => {
  it('puts values into text', () => {
    expect(render('things/${topic(2)}/at/${timestamp()}: ${watts} W')).toBe('things/pump/at/5: 6.2 W');
  });

  it('writes objects as JSON and nothing for Undefined and Null', () => {
    expect(render('${tags}|${missing}|${none}')).toBe('{"a":1}||');
  });

  it('takes braces and quotes inside an expression for its own', () => {
    expect(render(`\${get({'a}': 'x}'}, 'a}')}!`)).toBe('x}!');
  });

  it('leaves text without an expression as it is', () => {
    expect(render('$ {} } $x')).toBe('$ {} } $x');
    expect(render('')).toBe('');
  });

  it('sees the SET variables of the rule, not what SELECT names', () => {
    const statement = "SET @kw = watts / 1000 SELECT @kw AS shown FROM 'iot8020/+/metrics'";
    expect(render('${@kw} ${shown}', { statement })).toBe('0.0062 ');
  });

  it('rejects an expression that does not end, and points at it', () => {
    expect(() => compileTemplate('a ${watts', { version })).toThrow(
      expect.objectContaining({ code: 'syntax', span: { start: 2, end: 9 } }),
    );
  });

  it('rejects what is no expression, and points into the template', () => {
    expect(() => compileTemplate('at ${watts +}', { version })).toThrow(
      expect.objectContaining({ code: 'syntax', span: { start: 12, end: 12 }, source: 'at ${watts +}' }),
    );
  });

  it('rejects a variable that the rule does not assign', () => {
    expect(() => compileTemplate('${@kw}', { version })).toThrow(expect.objectContaining({ code: 'unknown-variable' }));
  });
});
