import { formatFailure } from '../../src/view/format-failure.js';

describe('formatFailure', () => {
  it('tells a message as it is', () => {
    expect(formatFailure(new Error('disk full: größe 5 €'))).toBe('disk full: größe 5 €');
    expect(formatFailure('text')).toBe('text');
  });

  it.each([
    ['a\nb', 'a\\u{a}b'],
    ['\u001B[2Jgone', '\\u{1b}[2Jgone'],
    ['right\u202Eleft', 'right\\u{202e}left'],
    ['zero\u200Bwidth', 'zero\\u{200b}width'],
    ['half \uD83D letter', 'half \\u{d83d} letter'],
    ['line\u2028end', 'line\\u{2028}end'],
  ])('leaves nothing in it that cannot be printed: %j', (text, told) => {
    expect(formatFailure(new Error(text))).toBe(told);
  });

  it('cuts a long one', () => {
    const told = formatFailure(new Error('x'.repeat(1_000_000)));
    expect(told).toBe(`${'x'.repeat(500)}…`);
    expect(formatFailure(new Error('\n'.repeat(1_000_000)))).toHaveLength(501);
  });
});
