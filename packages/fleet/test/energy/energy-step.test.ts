import * as fc from 'fast-check';
import { stepEnergy } from '../../src/energy/energy-step.js';
import type { EnergyOptions, EnergyPart, EnergyState } from '../../src/energy/energy.js';

const at = (time: string): number => Date.parse(`2026-01-15T${time}:00Z`);
const MINUTE_MS = 60_000;
type Reading = [atMs: number, wattHours: number | undefined, watts?: number];

function run(readings: readonly Reading[], options?: EnergyOptions) {
  let state: EnergyState | undefined;
  const parts: EnergyPart[] = [];
  const events: string[] = [];
  for (const [atMs, wattHours, watts] of readings) {
    const step = stepEnergy(state, { atMs, wattHours, watts }, options);
    state = step?.state ?? state;
    parts.push(...(step?.parts ?? []));
    if (step?.event !== undefined) events.push(step.event);
  }
  const perHour: Record<number, number> = {};
  for (const { hourStartMs, tenthsWattHour } of parts) {
    const hour = new Date(hourStartMs).getUTCHours();
    perHour[hour] = (perHour[hour] ?? 0) + tenthsWattHour / 10;
  }
  const total = parts.reduce((sum, { tenthsWattHour }) => sum + tenthsWattHour, 0) / 10;
  const unknownMs = parts.reduce((sum, part) => sum + part.unknownMs, 0);
  return { perHour, total, unknownMs, parts, events, state };
}

describe('stepEnergy', () => {
  it('gives an hour what its counter rose', () => {
    expect(
      run([
        [at('10:00'), 1000],
        [at('11:00'), 1060],
      ]),
    ).toMatchObject({ perHour: { 10: 60 }, events: ['gap'] });
  });

  it('divides a rise over two hours by time', () => {
    expect(
      run([
        [at('10:50'), 1000],
        [at('11:10'), 1030],
      ]).perHour,
    ).toEqual({ 10: 15, 11: 15 });
  });

  it('counts from nothing where the counter began anew', () => {
    expect(
      run([
        [at('10:00'), 5000],
        [at('10:05'), 3],
      ]),
    ).toMatchObject({ total: 3, events: ['reset'] });
  });

  it('takes a small drop for jitter, and keeps the highest count', () => {
    const readings = [215.7, 215.6, 215.6, 215.8].map((count, minute): Reading => [
      at('10:00') + minute * MINUTE_MS,
      count,
    ]);
    expect(run(readings)).toMatchObject({ total: 0.1, events: [] });
  });

  it('gives no energy to a long silence in which none was drawn, and tells of the gap', () => {
    const monthLater = at('10:00') + 31 * 86_400_000;
    expect(
      run([
        [at('10:00'), 1_400_000],
        [monthLater, 1_400_000],
      ]),
    ).toMatchObject({ total: 0, events: ['gap'] });
  });

  it('believes the counter over the watts around a gap', () => {
    const readings: Reading[] = [
      [at('10:00'), 100, 80],
      [at('10:50'), 100.3, 2400],
    ];
    expect(run(readings)).toMatchObject({ total: 0.3, events: ['gap'] });
  });

  it('holds watts for two intervals where there is no counter; the rest of a gap is unknown, not nothing', () => {
    const readings: Reading[] = [
      [at('10:00') - MINUTE_MS, undefined, 0],
      [at('10:00'), undefined, 80],
      [at('10:50'), undefined, 2400],
    ];
    const { total, events, unknownMs } = run(readings);
    expect(total).toBeCloseTo((80 * 120) / 3600, 9);
    expect(events).toEqual(['gap']);
    expect(1 - unknownMs / (50 * MINUTE_MS)).toBeCloseTo(0.04, 9);
  });

  it('says of each hour how much of it is unknown', () => {
    const { parts } = run([
      [at('10:00'), undefined, 60],
      [at('10:01'), undefined, 60],
      [at('12:30'), undefined, 60],
    ]);
    const unknown = parts.filter(({ unknownMs }) => unknownMs > 0);
    expect(unknown.map(({ hourStartMs, unknownMs }) => [hourStartMs, unknownMs / MINUTE_MS])).toEqual([
      [at('10:00'), 57],
      [at('11:00'), 60],
      [at('12:00'), 30],
    ]);
  });

  it('does not take the message of a switched relay, nor one gap, for a new interval', () => {
    const minutes = [0, 1, 2, 2.1, 3, 4, 14, 15, 16, 26];
    const { unknownMs } = run(minutes.map((minute) => [at('10:00') + minute * MINUTE_MS, undefined, 60]));
    // Of each gap of ten minutes two are held; of the second, up to as many more as the first one taught.
    expect(unknownMs / MINUTE_MS).toBeGreaterThan(8 + 6);
    expect(unknownMs / MINUTE_MS).toBeLessThan(8 + 8);
  });

  it('follows a meter that is read less often from now on', () => {
    const minutes = [0, 1, 2, 12, 22, 32, 42, 52];
    const { parts, total } = run(minutes.map((minute) => [at('10:00') + minute * MINUTE_MS, undefined, 60]));
    expect(parts.at(-1)).toMatchObject({ tenthsWattHour: 100, unknownMs: 0 });
    expect(total).toBeGreaterThan(35);
  });

  it('lays a rise over every hour of a gap, each marked as estimated', () => {
    const { perHour, parts, total } = run([
      [at('10:00'), 1000],
      [at('13:00'), 1120],
    ]);
    expect(perHour).toEqual({ 10: 40, 11: 40, 12: 40 });
    expect([total, parts.every(({ isEstimated }) => isEstimated)]).toEqual([120, true]);
  });

  it.each([
    ['10:50', '11:05', false],
    ['10:50', '11:06', true],
    ['10:05', '10:55', false],
  ])('takes a rise from %s to %s for estimated: %s', (from, to, isEstimated) => {
    const { parts } = run([
      [at(from), 1000],
      [at(to), 1030],
    ]);
    expect(new Set(parts.map((part) => part.isEstimated))).toEqual(new Set([isEstimated]));
  });

  it('passes over what comes late and what comes twice', () => {
    const readings: Reading[] = [
      [at('10:00'), 1000],
      [at('10:10'), 1010],
      [at('10:05'), 1004],
      [at('10:10'), 1010],
    ];
    expect(run(readings).total).toBe(10);
  });

  it('does not count a jump that the cord cannot have carried, and goes on from there', () => {
    const readings: Reading[] = [
      [at('10:00'), 1000],
      [at('10:01'), 51_000],
      [at('10:02'), 51_001],
    ];
    expect(run(readings, { maxWatts: 1800 })).toMatchObject({ total: 1, events: ['jump'], unknownMs: MINUTE_MS });
  });

  it.each([
    [33, 33, []],
    [33.1, 0, ['jump']],
  ])('believes a cord of 1800 W a rise of 33 Wh a minute and no more: %d', (rise, total, events) => {
    const readings: Reading[] = [
      [at('10:00'), 1000],
      [at('10:01'), 1000 + rise],
    ];
    expect(run(readings, { maxWatts: 1800 })).toMatchObject({ total, events });
  });

  it.each([
    ['nothing', 0],
    ['far more', 900_000],
  ])('does not count the whole counter where it says %s for once', (_, wrong) => {
    const readings: Reading[] = [
      [at('10:00'), 5000],
      [at('10:01'), wrong],
      [at('10:02'), 5001],
      [at('10:03'), 5002],
    ];
    expect(run(readings).total).toBe(1);
  });

  it('counts what was held up and arrives all at once', () => {
    const readings = [0, 1, 2, 3].map((count): Reading => [at('10:00') + count, 1000 + count * 20]);
    expect(run(readings)).toMatchObject({ total: 60, events: [] });
  });

  it('lays what was drawn over years of silence into the last one', () => {
    const { parts, total } = run([
      [0, 1000],
      [at('10:00'), 501_000],
    ]);
    expect(total).toBe(500_000);
    expect(parts).toHaveLength(366 * 24);
  });

  it('waits for the next count where a meter leaves it out', () => {
    const readings: Reading[] = [
      [at('10:00'), 1000, 60],
      [at('10:01'), undefined, 60],
      [at('10:02'), 1002, 60],
    ];
    expect(run(readings).total).toBe(2);
  });

  it('gives parts that add up to the rise from first to last, whole tenths each', () => {
    const rising = fc.array(fc.tuple(fc.integer({ min: 1, max: 20_000_000 }), fc.integer({ min: 0, max: 100_000 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(rising, (steps) => {
        const { parts } = run(countUp(steps), { maxWatts: Infinity });
        const rise = steps.reduce((sum, [, tenths]) => sum + tenths, 0);
        expect(parts.reduce((sum, { tenthsWattHour }) => sum + tenthsWattHour, 0)).toBe(rise);
        expect(parts.every(({ tenthsWattHour }) => Number.isInteger(tenthsWattHour) && tenthsWattHour > 0)).toBe(true);
      }),
    );
  });

  it('gives the same whatever came late or twice, and with its state as JSON in between', () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 4_000_000 }), fc.integer({ min: 0, max: 500 }), fc.nat({ max: 3_000_000 })),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(steps, (given) => {
        const readings = countUp(given.map(([laterMs, tenths]) => [laterMs, tenths]));
        const again = readings.flatMap(([atMs, count], index): Reading[] => {
          return [
            [atMs, count],
            [atMs - (given[index]?.[2] ?? 0), 77],
          ];
        });
        expect(run(again, { maxWatts: Infinity })).toEqual(run(readings, { maxWatts: Infinity }));
        let state: EnergyState | undefined;
        for (const [atMs, wattHours] of readings) {
          const copied = state === undefined ? undefined : (JSON.parse(JSON.stringify(state)) as EnergyState);
          state = stepEnergy(copied, { atMs, wattHours }, { maxWatts: Infinity })?.state ?? state;
        }
        expect(state).toEqual(run(readings, { maxWatts: Infinity }).state);
      }),
    );
  });

  it('changes no state that it was given', () => {
    const state: EnergyState = Object.freeze({ version: 1, atMs: at('10:00'), count: 10_000 });
    expect(stepEnergy(state, { atMs: at('10:01'), wattHours: 1001 })?.state.count).toBe(10_010);
  });
});

/** A counter from 1000.0 Wh on, by milliseconds and tenths. */
function countUp(steps: readonly (readonly [number, number])[]): Reading[] {
  let [atMs, count] = [at('00:00'), 10_000];
  const readings: Reading[] = [[atMs, count / 10]];
  for (const [laterMs, rise] of steps) {
    [atMs, count] = [atMs + laterMs, count + rise];
    readings.push([atMs, count / 10]);
  }
  return readings;
}
