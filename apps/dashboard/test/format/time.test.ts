import { formatClock, formatDuration, formatMoment } from '../../src/format/time.js';

// Built from local parts: the page shows the reader's own time zone, whichever the test runs in.
const at = (day: number, hours: number, minutes: number, seconds: number) =>
  new Date(2026, 0, day, hours, minutes, seconds).getTime();

describe('formatClock', () => {
  it('counts midnight as 00', () => {
    expect(formatClock(at(14, 0, 5, 9))).toBe('00:05:09');
  });

  it('counts the afternoon on', () => {
    expect(formatClock(at(14, 23, 59, 59))).toBe('23:59:59');
  });
});

describe('formatMoment', () => {
  it('tells the clock alone on the same day', () => {
    expect(formatMoment(at(14, 2, 31, 4), at(14, 20, 0, 0))).toBe('02:31:04');
  });

  it('tells the date of another day, one minute before midnight too', () => {
    expect(formatMoment(at(14, 23, 59, 30), at(15, 0, 0, 30))).toBe('14 Jan 23:59:30');
  });
});

describe('formatDuration', () => {
  it.each([
    [-500, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min 00 s'],
    [185_000, '3 min 05 s'],
    [3_599_999, '59 min 59 s'],
    [7_740_000, '2 h 09 min'],
    [356_400_000, '4 d 03 h'],
  ])('shows %d ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});
