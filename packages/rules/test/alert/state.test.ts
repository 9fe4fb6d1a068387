import { defineThreshold, stepAlert, type AlertState, type ThresholdInput } from '../../src/index.js';

const sample = (atMs: number, value: number) => ({ kind: 'sample', atMs, value }) as const;
const tick = { kind: 'tick' } as const;

/** Steps in turn, samples at their own time; hands back every step. */
function play(
  input: Partial<ThresholdInput>,
  events: readonly [now: number, value: number | 'tick'][],
  first?: AlertState,
) {
  const threshold = defineThreshold({
    id: 'load',
    metric: 'watts',
    ...(input.below === undefined && { above: 5 }),
    ...input,
  });
  let state = first;
  return events.map(([now, value]) => {
    const step = stepAlert(threshold, state, value === 'tick' ? tick : sample(now, value), now);
    ({ state } = step);
    return step;
  });
}

/** What a breach at 1 leads to, and a second sample a second later. */
function typesBelow(input: Partial<ThresholdInput>, value: number) {
  const steps = play(input, [
    [0, 1],
    [1000, value],
  ]);
  return steps.map(({ transition }) => transition?.type);
}

describe('the state of an alert', () => {
  it('begins with the first sample, and holds nothing that is not there', () => {
    expect(play({}, [[10, 1]])[0]).toStrictEqual({
      state: { version: 1, phase: 'ok', sinceMs: 10, lastSampleAtMs: 10, heardAtMs: 10 },
    });
    expect(play({}, [[10, 'tick']])[0]).toStrictEqual({ state: { version: 1, phase: 'ok', sinceMs: 10 } });
  });

  it('goes through every phase and back', () => {
    const steps = play({ for: '1s', clearFor: '1s', noDataAfter: '1m' }, [
      [0, 6],
      [500, 7],
      [1000, 'tick'],
      [2000, 4],
      [2500, 'tick'],
      [3000, 'tick'],
      [63_000, 'tick'],
      [64_000, 1],
    ]);
    const alert = { raisedAtMs: 1000, toldAtMs: 1000, value: 7 };
    const base = { version: 1 };
    expect(steps).toStrictEqual([
      { state: { ...base, phase: 'pending', sinceMs: 0, lastSampleAtMs: 0, heardAtMs: 0, pendingValue: 6 } },
      { state: { ...base, phase: 'pending', sinceMs: 0, lastSampleAtMs: 500, heardAtMs: 500, pendingValue: 7 } },
      {
        state: { ...base, phase: 'firing', sinceMs: 1000, lastSampleAtMs: 500, heardAtMs: 500, open: alert },
        transition: { type: 'raised', atMs: 1000, alert },
      },
      { state: { ...base, phase: 'recovering', sinceMs: 2000, lastSampleAtMs: 2000, heardAtMs: 2000, open: alert } },
      { state: { ...base, phase: 'recovering', sinceMs: 2000, lastSampleAtMs: 2000, heardAtMs: 2000, open: alert } },
      {
        state: {
          ...base,
          phase: 'ok',
          sinceMs: 3000,
          lastSampleAtMs: 2000,
          heardAtMs: 2000,
          clearedAtMs: 3000,
          clearedSampleAtMs: 2000,
        },
        transition: { type: 'cleared', atMs: 3000, alert },
      },
      {
        state: {
          ...base,
          phase: 'no-data',
          sinceMs: 63_000,
          lastSampleAtMs: 2000,
          heardAtMs: 2000,
          clearedAtMs: 3000,
          clearedSampleAtMs: 2000,
        },
        transition: { type: 'no-data', atMs: 63_000 },
      },
      {
        state: {
          ...base,
          phase: 'ok',
          sinceMs: 64_000,
          lastSampleAtMs: 64_000,
          heardAtMs: 64_000,
          clearedAtMs: 3000,
          clearedSampleAtMs: 2000,
        },
        transition: { type: 'data-resumed', atMs: 64_000 },
      },
    ]);
  });

  it('tells the value that an alert clears by, where a sample is what clears it', () => {
    const [raised, cleared] = play({}, [
      [0, 6],
      [1000, 4],
    ]);
    const alert = { raisedAtMs: 0, toldAtMs: 0, value: 6 };
    expect(raised?.transition).toStrictEqual({ type: 'raised', atMs: 0, alert });
    expect(cleared?.transition).toStrictEqual({ type: 'cleared', atMs: 1000, alert, value: 4 });
  });

  it('names the open alert when data stops and when it comes back', () => {
    const [, silent, resumed] = play({ noDataAfter: '1m', clearAt: 3 }, [
      [0, 6],
      [60_000, 'tick'],
      [70_000, 4],
    ]);
    const alert = { raisedAtMs: 0, toldAtMs: 0, value: 6 };
    expect(silent?.transition).toStrictEqual({ type: 'no-data', atMs: 60_000, alert });
    expect(resumed?.transition).toStrictEqual({ type: 'data-resumed', atMs: 70_000, alert });
    expect(resumed?.state).toMatchObject({ phase: 'firing', sinceMs: 70_000, open: alert });
  });

  it('fires on between the two limits, once a recovery has begun', () => {
    const [, , between] = play({ clearAt: 3, clearFor: '1m' }, [
      [0, 6],
      [1000, 2],
      [2000, 4],
    ]);
    expect(between?.state).toMatchObject({ phase: 'firing', sinceMs: 2000 });
  });

  it('repeats nothing that is not open', () => {
    const steps = play({ repeatEvery: '1m' }, [
      [0, 1],
      [120_000, 'tick'],
    ]);
    expect(steps.map(({ transition }) => transition)).toEqual([undefined, undefined]);
  });

  it('clears below a lower limit by that limit, or by its own', () => {
    expect(typesBelow({ below: 2 }, 2)).toEqual(['raised', 'cleared']);
    expect(typesBelow({ below: 2, clearAt: 4 }, 3)).toEqual(['raised', undefined]);
    expect(typesBelow({ below: 2, clearAt: 4 }, 4)).toEqual(['raised', 'cleared']);
  });

  it('lets no time stand ahead of a clock that went back', () => {
    const alert = { raisedAtMs: 900, toldAtMs: 1000, value: 6 };
    const ahead: AlertState = {
      version: 1,
      phase: 'firing',
      sinceMs: 900,
      lastSampleAtMs: 1000,
      heardAtMs: 1000,
      open: alert,
      clearedAtMs: 800,
      clearedSampleAtMs: 700,
    };
    expect(play({}, [[500, 'tick']], ahead)[0]?.state).toStrictEqual({
      version: 1,
      phase: 'firing',
      sinceMs: 500,
      heardAtMs: 500,
      open: { ...alert, toldAtMs: 500 },
      clearedAtMs: 500,
    });
    expect(play({}, [[1000, 'tick']], ahead)[0]?.state).toStrictEqual(ahead);
    expect(play({}, [[700, 'tick']], ahead)[0]?.state).toMatchObject({ clearedSampleAtMs: 700 });
  });

  it('waits as long after the clock went back as before, for a breach whose sample is no longer known', () => {
    const [pending] = play({ for: '30s' }, [[1_000_000, 6]]);
    const steps = play(
      { for: '30s' },
      [
        [1000, 'tick'],
        [30_999, 'tick'],
        [31_000, 'tick'],
      ],
      pending?.state,
    );
    expect(steps.map(({ transition }) => transition?.type)).toEqual([undefined, undefined, 'raised']);
  });

  it('of a thing that was never heard is never without data', () => {
    const steps = play({ noDataAfter: '1s' }, [
      [0, 'tick'],
      [60_000, 'tick'],
    ]);
    expect(steps.map(({ transition }) => transition)).toEqual([undefined, undefined]);
  });

  it('that an earlier version wrote, without when its sample came in, goes on', () => {
    const first: AlertState = { version: 1, phase: 'pending', sinceMs: 0, lastSampleAtMs: 10_000, pendingValue: 7 };
    const steps = play(
      { for: '30s', noDataAfter: '1h' },
      [
        [29_999, 'tick'],
        [30_000, 'tick'],
      ],
      first,
    );
    expect(steps.map(({ transition }) => transition?.type)).toEqual([undefined, 'raised']);
    const [silent] = play({ noDataAfter: '1m' }, [[70_000, 'tick']], { ...first, phase: 'ok' });
    expect(silent?.transition?.type).toBe('no-data');
  });
});
