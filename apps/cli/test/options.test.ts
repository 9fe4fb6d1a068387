import { parseDurationMs, parseWhole } from '../src/options.js';

describe('parseDurationMs', () => {
  it.each([
    ['20s', 20_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['500ms', 500],
    ['20', 20_000],
  ])('reads %s', (text, milliseconds) => {
    expect(parseDurationMs(text)).toBe(milliseconds);
  });

  it.each(['', 'soon', '-5s', '0s', '5 parsecs', 'NaN', 'Infinity'])("rejects '%s'", (text) => {
    expect(() => parseDurationMs(text)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  });
});

describe('parseWhole', () => {
  it('reads a number inside the range, its ends included', () => {
    expect(parseWhole('0', { least: 0, most: 100 })).toBe(0);
    expect(parseWhole('100', { least: 0, most: 100 })).toBe(100);
  });

  it.each(['', '-1', '101', '1.5', '1e1', 'three', ' 3'])("rejects '%s'", (text) => {
    expect(() => parseWhole(text, { least: 0, most: 100 })).toThrow(
      expect.objectContaining({ code: 'invalid-option' }),
    );
  });
});
