import * as fc from 'fast-check';
import { stepEnergy, type EnergyOptions, type EnergyPart, type EnergyState } from '../../src/energy/energy-step.js';

const at = (time: string): number => Date.parse(`2026-01-15T${time}:00Z`);
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
  return { perHour, total, parts, events };
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
      at('10:00') + minute * 60_000,
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

  it('holds watts for two intervals where there is no counter', () => {
    const readings: Reading[] = [
      [at('10:00') - 60_000, undefined, 0],
      [at('10:00'), undefined, 80],
      [at('10:50'), undefined, 2400],
    ];
    const { total, events } = run(readings);
    expect(total).toBeCloseTo((80 * 120) / 3600, 9);
    expect(events).toEqual(['gap']);
  });

  it('lays a rise over every hour of a gap, each marked as estimated', () => {
    const { perHour, parts, total } = run([
      [at('10:00'), 1000],
      [at('13:00'), 1120],
    ]);
    expect(perHour).toEqual({ 10: 40, 11: 40, 12: 40 });
    expect([total, parts.every(({ isEstimated }) => isEstimated)]).toEqual([120, true]);
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
    expect(run(readings, { maxWatts: 1800 })).toMatchObject({ total: 1, events: ['jump'] });
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
        let [atMs, count] = [at('00:00'), 10_000];
        const readings: Reading[] = [[atMs, count / 10]];
        for (const [laterMs, rise] of steps) {
          [atMs, count] = [atMs + laterMs, count + rise];
          readings.push([atMs, count / 10]);
        }
        const { parts } = run(readings);
        expect(parts.reduce((sum, { tenthsWattHour }) => sum + tenthsWattHour, 0)).toBe(count - 10_000);
        expect(parts.every(({ tenthsWattHour }) => Number.isInteger(tenthsWattHour) && tenthsWattHour > 0)).toBe(true);
      }),
    );
  });
});
