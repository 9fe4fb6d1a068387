import * as fc from 'fast-check';
import { evaluateCall } from './evaluate-call.js';
import { findMatch, replaceMatches, testPattern } from '../../src/functions/pattern.js';

describe('regular expressions', () => {
  it.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^(.*a){20}$'])(
    'finish %s on a text that makes others hang',
    (pattern) => {
      // Exponential engines need more steps here than there are atoms.
      expect(testPattern(`${'a'.repeat(2000)}!`, pattern)).toBe(false);
    },
  );

  it('give Undefined where Java has what a linear engine cannot: lookaround and references back', () => {
    expect(testPattern('aa', '(?=a)a')).toBeUndefined();
    expect(testPattern('aa', String.raw`(a)\1`)).toBeUndefined();
  });

  it.each([
    ['$', 'no group number'],
    ['$x', 'a name where a number belongs'],
    ['$2', 'a group that is not there'],
    ['a\\', 'a backslash at the end'],
  ])('give Undefined for the replacement %j: %s', (replacement) => {
    expect(replaceMatches('abc', '(b)', replacement)).toBeUndefined();
  });

  it('give Undefined rather than a text that fills memory', () => {
    const long = 'a'.repeat(100_000);
    expect(replaceMatches(long, '', long)).toBeUndefined();
    expect(evaluateCall("replace(t, '', t)", { t: long })).toBeUndefined();
    expect(evaluateCall("length(replace(t, 'a', 'bb'))", { t: long })).toBe(200_000);
    expect(replaceMatches(long, 'a', 'bb')).toHaveLength(200_000);
  });

  it('take an escaped dollar for a dollar', () => {
    expect(replaceMatches('abc', '(b)', String.raw`\$1`)).toBe('a$1c');
    expect(replaceMatches('abc', '(b)', '$0$1')).toBe('abbc');
  });

  it('find for plain words what indexOf finds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (text, pattern) => {
        expect(testPattern(text, pattern)).toBe(text.includes(pattern));
        expect(findMatch(text, pattern)).toBe(text.includes(pattern) ? pattern : undefined);
      }),
    );
  });
});
