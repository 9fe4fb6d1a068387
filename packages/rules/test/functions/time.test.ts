import * as fc from 'fast-check';
import { formatTime } from '../../src/functions/time/format-time.js';
import { parseTime } from '../../src/functions/time/parse-time.js';

const at = Date.UTC(2024, 1, 9, 15, 4, 5, 67);

describe('formatTime', () => {
  it.each([
    ['yyyy-MM-dd HH:mm:ss.SSS', '2024-02-09 15:04:05.067'],
    ['y M d H m s S', '2024 2 9 15 4 5 0'],
    ['yy YYYY C G', '24 2024 20 AD'],
    ['xxxx w ww e D DDD', '2024 6 06 5 40 040'],
    ['E EEEE M MMM MMMM', 'Fri Friday 2 Feb February'],
    ['h K k a', '3 3 15 PM'],
    ['SSSSS', '06700'],
    ['z zzzz Z ZZ ZZZ', 'UTC Coordinated Universal Time +0000 +00:00 UTC'],
    ["'o''clock' '' h", "o'clock ' 3"],
    ['', ''],
  ])('writes %s as Joda-Time does', (pattern, text) => {
    expect(formatTime(pattern, at, 'UTC')).toBe(text);
  });

  it.each([
    ['America/New_York', '10:04 EST -05:00'],
    ['Europe/Berlin', '16:04 CET +01:00'],
    ['Asia/Kolkata', '20:34 IST +05:30'],
    ['Asia/Tokyo', '00:04 +09:00 +09:00'],
    ['+05:45', '20:49 +05:45 +05:45'],
  ])('writes the time in %s', (zone, text) => {
    expect(formatTime('HH:mm z ZZ', at, zone)).toBe(text);
  });

  it('tells the two hours apart that a clock shows when summer ends', () => {
    const before = Date.UTC(2024, 9, 27, 0, 30);
    const hours = [before, before + 3_600_000].map((time) => formatTime('HH:mm ZZ', time, 'Europe/Berlin'));
    expect(hours).toEqual(['02:30 +02:00', '02:30 +01:00']);
  });

  it('counts years before Christ', () => {
    expect(formatTime('yyyy YYYY G', Date.UTC(-1, 0, 1), 'UTC')).toBe('-0001 0002 BC');
  });

  it.each([
    ['a letter that means nothing', 'yyyy-bb', at, 'UTC'],
    ['a quote that is not closed', "yyyy 'at", at, 'UTC'],
    ['a zone that does not exist', 'yyyy', at, 'Mars/Olympus'],
    ['a time beyond the calendar', 'yyyy', 9e15, 'UTC'],
  ])('gives nothing for %s', (_name, pattern, time, zone) => {
    expect(formatTime(pattern, time, zone)).toBeUndefined();
  });
});

describe('parseTime', () => {
  it.each([
    ['2024-02-09T15:04:05.067Z', "yyyy-MM-dd'T'HH:mm:ss.SSSX", at],
    ['20240209150405067', 'yyyyMMddHHmmssSSS', at],
    ['9.2.2024', 'd.M.y', Date.UTC(2024, 1, 9)],
    ['Fri, 9 Feb 2024 03:04 PM', 'EEE, d MMM yyyy hh:mm a', Date.UTC(2024, 1, 9, 15, 4)],
    ['Friday 09 February 24', 'EEEE dd MMMM yy', Date.UTC(2024, 1, 9)],
    ['2024-040', 'yyyy-DDD', Date.UTC(2024, 1, 9)],
    ['2024-02-09 15:04 +05:30', 'yyyy-MM-dd HH:mm xxx', Date.UTC(2024, 1, 9, 9, 34)],
    ['2024-02-09 15:04 +0530', 'yyyy-MM-dd HH:mm Z', Date.UTC(2024, 1, 9, 9, 34)],
    ['2024-02-09 15:04 GMT+5', 'yyyy-MM-dd HH:mm O', Date.UTC(2024, 1, 9, 10, 4)],
    ['2024-07-01 12:00 PST', 'yyyy-MM-dd HH:mm z', Date.UTC(2024, 6, 1, 19)],
    ['2024-02-09', 'yyyy-MM-dd[ HH:mm]', Date.UTC(2024, 1, 9)],
    ['2024-02-09 15:04', 'yyyy-MM-dd[ HH:mm]', Date.UTC(2024, 1, 9, 15, 4)],
    ['2023-02-30', 'yyyy-MM-dd', Date.UTC(2023, 1, 28)],
    ["9 o'clock 2024-02-09", "H 'o''clock' yyyy-MM-dd", Date.UTC(2024, 1, 9, 9)],
    ['2024-02-09 24', 'yyyy-MM-dd kk', Date.UTC(2024, 1, 9)],
  ])('reads %s by %s', (text, pattern, epochMs) => {
    expect(parseTime(text, pattern)).toBe(epochMs);
  });

  it('takes the first of two hours, and moves on an hour that is skipped', () => {
    const pattern = 'yyyy-MM-dd HH:mm VV';
    expect(parseTime('2024-10-27 02:30 Europe/Berlin', pattern)).toBe(Date.UTC(2024, 9, 27, 0, 30));
    expect(parseTime('2024-03-31 02:30 Europe/Berlin', pattern)).toBe(Date.UTC(2024, 2, 31, 1, 30));
  });

  it.each([
    ['2024-13-01', 'yyyy-MM-dd'],
    ['2024-02-09x', 'yyyy-MM-dd'],
    ['24-02-09', 'yyyy-MM-dd'],
    ['15:04', 'HH:mm'],
    ['2024-02', 'yyyy-MM'],
    ['2024-02-09 03', 'yyyy-MM-dd hh'],
    ['Monday 2024-02-09', 'EEEE yyyy-MM-dd'],
    ['2024-02-09 2025', 'yyyy-MM-dd yyyy'],
    ['2023-366', 'yyyy-DDD'],
    ['2024-02-09 Mars/Olympus', 'yyyy-MM-dd VV'],
    ['2024-02-09', "yyyy-MM-dd'"],
    ['2024-W06', "YYYY-'W'ww"],
  ])('gives nothing for %s by %s', (text, pattern) => {
    expect(parseTime(text, pattern)).toBeUndefined();
  });

  it('reads back what formatTime wrote, to the millisecond', () => {
    const zone = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu', 'Europe/Dublin', '-03:30');
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: Date.UTC(2099, 0, 1) }), (id, time) => {
        const text = formatTime("yyyy-MM-dd'T'HH:mm:ss.SSSZZ", time, id) ?? '';
        expect(parseTime(text, "yyyy-MM-dd'T'HH:mm:ss.SSSxxx")).toBe(time);
      }),
    );
  });
});
