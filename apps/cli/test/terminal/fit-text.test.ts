import pc from 'picocolors';
import stringWidth from 'string-width';
import { shorten, wrapLine } from '../../src/terminal/fit-text.js';

describe('shorten', () => {
  it.each([
    ['freezer', 7, 'freezer'],
    ['freezer', 6, 'freez…'],
    ['冷凍庫', 5, '冷凍…'],
    ['冷凍庫', 4, '冷…'],
    ['👩‍🔧👩‍🔧', 3, '👩‍🔧…'],
    ['freezer', 1, '…'],
  ])('%s to %s columns', (text, columns, expected) => {
    expect(shorten(text, columns)).toBe(expected);
  });

  it('leaves the end where that is what tells apart', () => {
    expect(shorten('CS-CORD-DK-0123f201', 9, 'start')).toBe('…0123f201');
  });
});

describe('wrapLine', () => {
  it('leaves alone what fits', () => {
    expect(wrapLine('a  b', { columns: 4, hang: 2 })).toBe('a  b');
  });

  it('breaks between words and goes on where the words began', () => {
    const text = `${'08:00:00'.padEnd(10)}alert     ${'on the heater '.repeat(4).trim()}`;
    expect(wrapLine(text, { columns: 52, hang: 20 }).split('\n')).toEqual([
      '08:00:00  alert     on the heater on the heater on',
      '                    the heater on the heater',
    ]);
  });

  it('begins further left where little would be left of the line', () => {
    expect(wrapLine('1234567890 one two', { columns: 14, hang: 11 })).toBe('1234567890 one\n  two');
  });

  it('breaks a word that no line can hold, wide characters and emoji in one piece', () => {
    for (const word of ['冷凍庫'.repeat(20), '👩‍🔧'.repeat(50), 'x'.repeat(100)]) {
      const lines = wrapLine(`a ${word}`, { columns: 13, hang: 4 }).split('\n');
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(13);
      expect(lines.map((line) => line.trim()).join('')).toBe(`a${word}`);
    }
  });

  it('gives what switches colors no width', () => {
    const { red } = pc.createColors(true);
    expect(wrapLine(`${red('refused')} it`, { columns: 10, hang: 0 })).toBe(`${red('refused')} it`);
  });
});
