import { judgeClock, type TrustedTime } from '../../src/lake/trusted-time.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AT_MS = Date.parse('2026-03-01T00:00:00Z');

/** After a look at each time. */
const lookAt = (timesMs: readonly number[], from: TrustedTime = { trustedAtMs: AT_MS }) =>
  timesMs.reduce((time, nowMs) => judgeClock(time, nowMs), from);

describe('judgeClock', () => {
  it.each([0, HOUR_MS, 7 * DAY_MS, -HOUR_MS, -400 * DAY_MS])('believes a clock %d ms from where it was', (byMs) => {
    expect(lookAt([AT_MS + byMs])).toEqual({ trustedAtMs: AT_MS + byMs });
  });

  it.each([7 * DAY_MS + 1, 40 * DAY_MS, 12 * 365 * DAY_MS])('does not believe a jump of %d ms at once', (byMs) => {
    expect(lookAt([AT_MS + byMs])).toMatchObject({ trustedAtMs: AT_MS });
    const hours = Array.from({ length: 24 }, (_, hour) => AT_MS + byMs + hour * HOUR_MS);
    expect(lookAt(hours)).toMatchObject({ trustedAtMs: AT_MS });
    expect(lookAt([...hours, AT_MS + byMs + DAY_MS])).toEqual({ trustedAtMs: AT_MS + byMs + DAY_MS });
  });

  it('forgets a jump once the clock is back', () => {
    expect(lookAt([AT_MS + 40 * DAY_MS, AT_MS + HOUR_MS])).toEqual({ trustedAtMs: AT_MS + HOUR_MS });
  });

  it('begins anew where the clock jumps while it is watched', () => {
    const first = AT_MS + 40 * DAY_MS;
    const second = AT_MS + 4000 * DAY_MS;
    expect(lookAt([first, second, second + DAY_MS - 1])).toMatchObject({
      trustedAtMs: AT_MS,
      jump: { sinceMs: second },
    });
    expect(lookAt([second, first, first + DAY_MS - 1])).toMatchObject({ trustedAtMs: AT_MS, jump: { sinceMs: first } });
  });
});
