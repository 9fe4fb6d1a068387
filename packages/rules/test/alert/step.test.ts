import {
  defineThreshold,
  stepAlert,
  type AlertState,
  type AlertTransition,
  type Threshold,
  type ThresholdInput,
} from '../../src/index.js';

type Step = [atMs: number, value: number | 'tick'];

/** Feeds samples, each at its own time, and ticks; tells every transition with its time. */
function play(input: Partial<ThresholdInput>, steps: readonly Step[], first?: AlertState) {
  const threshold = defineThreshold({
    id: 'load',
    metric: 'watts',
    ...(input.below === undefined && { above: 5 }),
    ...input,
  });
  let state = first;
  const told: [type: AlertTransition['type'], atMs: number][] = [];
  for (const [now, value] of steps) {
    const event = value === 'tick' ? { kind: 'tick' as const } : { kind: 'sample' as const, atMs: now, value };
    const step = stepAlert(threshold, state, event, now);
    ({ state } = step);
    if (step.transition) told.push([step.transition.type, step.transition.atMs]);
  }
  return { state, told };
}

type LateStep = [now: number, event: { atMs: number; value: number } | 'tick'];

/** Feeds samples at other times than their own. */
function playLate(threshold: Threshold, steps: readonly LateStep[]) {
  let state: AlertState | undefined;
  const told: AlertTransition['type'][] = [];
  for (const [now, event] of steps) {
    const step = stepAlert(threshold, state, event === 'tick' ? { kind: 'tick' } : { kind: 'sample', ...event }, now);
    ({ state } = step);
    if (step.transition) told.push(step.transition.type);
  }
  return { state, told };
}

describe('stepAlert', () => {
  it('raises at once without a `for`, and tells it once', () => {
    expect(
      play({}, [
        [0, 6],
        [1000, 7],
        [2000, 8],
      ]).told,
    ).toEqual([['raised', 0]]);
  });

  it('does not take the limit itself for a breach', () => {
    expect(play({}, [[0, 5]]).told).toEqual([]);
    expect(play({ below: 5 }, [[0, 5]]).told).toEqual([]);
  });

  it('raises below a lower limit', () => {
    expect(
      play({ below: 2 }, [
        [0, 3],
        [1000, 1],
        [2000, 2],
      ]).told,
    ).toEqual([
      ['raised', 1000],
      ['cleared', 2000],
    ]);
  });

  it('waits as long as `for` says, and needs no sample to notice', () => {
    expect(
      play({ for: '30s' }, [
        [0, 6],
        [29_999, 'tick'],
        [30_000, 'tick'],
      ]).told,
    ).toEqual([['raised', 30_000]]);
  });

  it('forgets a breach that ends before `for` is over', () => {
    const { told, state } = play({ for: '30s' }, [
      [0, 6],
      [10_000, 4],
      [20_000, 6],
      [40_000, 'tick'],
    ]);
    expect(told).toEqual([]);
    expect(state?.phase).toBe('pending');
  });

  it('remembers the value that raised it', () => {
    expect(
      play({ for: '1s' }, [
        [0, 6],
        [500, 9],
        [1000, 'tick'],
      ]).state?.open,
    ).toEqual({ raisedAtMs: 1000, toldAtMs: 1000, value: 9 });
  });

  it('clears at the limit unless told otherwise', () => {
    expect(
      play({}, [
        [0, 6],
        [1000, 5],
      ]).told,
    ).toEqual([
      ['raised', 0],
      ['cleared', 1000],
    ]);
  });

  it('stays open between the limit and the recovery limit', () => {
    const { told, state } = play({ clearAt: 3 }, [
      [0, 6],
      [1000, 4],
      [2000, 3],
    ]);
    expect(told).toEqual([
      ['raised', 0],
      ['cleared', 2000],
    ]);
    expect(state?.open).toBeUndefined();
  });

  it('waits as long as `clearFor` says, from the first sample of the recovery', () => {
    const steps: Step[] = [
      [0, 6],
      [1000, 4],
      [5000, 4],
      [11_000, 'tick'],
    ];
    expect(play({ clearFor: '10s' }, steps).told).toEqual([
      ['raised', 0],
      ['cleared', 11_000],
    ]);
  });

  it('takes up firing again when the recovery does not last', () => {
    const { told, state } = play({ clearFor: '10s' }, [
      [0, 6],
      [1000, 4],
      [5000, 6],
      [20_000, 'tick'],
    ]);
    expect(told).toEqual([['raised', 0]]);
    expect(state?.phase).toBe('firing');
  });

  it('raises nothing new while it cools down, and what still lasts after it', () => {
    const steps: Step[] = [
      [0, 6],
      [1000, 4],
      [2000, 6],
      [60_999, 'tick'],
      [61_000, 'tick'],
    ];
    expect(play({ cooldown: '1m' }, steps).told).toEqual([
      ['raised', 0],
      ['cleared', 1000],
      ['raised', 61_000],
    ]);
  });

  it('tells an open alert again as often as `repeatEvery` says', () => {
    const steps: Step[] = [
      [0, 6],
      [30_000, 6],
      [60_000, 'tick'],
      [90_000, 'tick'],
      [120_000, 6],
    ];
    expect(play({ repeatEvery: '1m' }, steps).told).toEqual([
      ['raised', 0],
      ['repeated', 60_000],
      ['repeated', 120_000],
    ]);
  });

  it('reports silence once, and the first sample after it', () => {
    const steps: Step[] = [
      [0, 1],
      [60_000, 'tick'],
      [90_000, 'tick'],
      [100_000, 1],
    ];
    expect(play({ noDataAfter: '1m' }, steps).told).toEqual([
      ['no-data', 60_000],
      ['data-resumed', 100_000],
    ]);
  });

  it('keeps an alert open through silence: no data is no recovery', () => {
    const { told, state } = play({ noDataAfter: '1m' }, [
      [0, 6],
      [60_000, 'tick'],
    ]);
    expect(told).toEqual([
      ['raised', 0],
      ['no-data', 60_000],
    ]);
    expect(state?.open?.raisedAtMs).toBe(0);
    expect(play({ noDataAfter: '1m' }, [[70_000, 4]], state).told).toEqual([['cleared', 70_000]]);
  });

  it('hears a thing that sends late: a sample from before the silence ends it', () => {
    const threshold = defineThreshold({ id: 'load', metric: 'watts', above: 5, noDataAfter: '1m' });
    const first = stepAlert(threshold, undefined, { kind: 'sample', atMs: 0, value: 9 }, 0).state;
    const silent = stepAlert(threshold, first, { kind: 'tick' }, 60_000).state;
    const late = stepAlert(threshold, silent, { kind: 'sample', atMs: 5000, value: 9 }, 200_000);
    expect(late.transition?.type).toBe('data-resumed');
    expect(stepAlert(threshold, late.state, { kind: 'tick' }, 259_999).transition).toBeUndefined();
  });

  it.each<[string, Partial<ThresholdInput>]>([
    ['raise what did not last', { for: '30s' }],
    ['raise what did not last, below a limit', { above: undefined, below: 5000, for: '2s' }],
  ])('does not let samples that come late %s', (_what, input) => {
    const threshold = defineThreshold({ id: 'load', metric: 'watts', above: 2000, ...input });
    const isAbove = threshold.above !== undefined;
    const backlog = isAbove ? [2600, 100] : [100, 9000];
    const { state, told } = playLate(threshold, [
      [600_000, { atMs: 0, value: backlog[0] ?? 0 }],
      [600_010, 'tick'],
      [600_020, { atMs: 1000, value: backlog[1] ?? 0 }],
      [700_000, 'tick'],
    ]);
    expect(told).toEqual([]);
    expect(state?.phase).toBe('ok');
  });

  it('does not let samples that come late clear what came back at once', () => {
    const threshold = defineThreshold({ id: 'load', metric: 'watts', above: 2000, clearFor: '1m' });
    const { state, told } = playLate(threshold, [
      [600_000, { atMs: 0, value: 2600 }],
      [600_010, { atMs: 1000, value: 100 }],
      [600_020, 'tick'],
      [600_030, { atMs: 2000, value: 2600 }],
      [700_000, 'tick'],
    ]);
    expect(told).toEqual(['raised']);
    expect(state?.phase).toBe('firing');
  });

  it('raises and clears by samples that come late what lasted long enough by their own time', () => {
    const threshold = defineThreshold({ id: 'load', metric: 'watts', above: 2000, for: '30s', clearFor: '1m' });
    const { told } = playLate(threshold, [
      [600_000, { atMs: 0, value: 2600 }],
      [600_001, { atMs: 29_999, value: 2600 }],
      [600_002, { atMs: 30_000, value: 2600 }],
      [600_003, { atMs: 40_000, value: 100 }],
      [600_004, { atMs: 99_999, value: 100 }],
      [600_005, { atMs: 100_000, value: 100 }],
    ]);
    expect(told).toEqual(['raised', 'cleared']);
    expect(playLate(threshold, [[600_000, { atMs: 0, value: 2600 }]]).told).toEqual([]);
  });

  it('lets the clock go on from where the last sample came in, however late that was', () => {
    const threshold = defineThreshold({ id: 'load', metric: 'watts', above: 2000, for: '30s' });
    const steps: LateStep[] = [
      [600_000, { atMs: 0, value: 2600 }],
      [601_000, { atMs: 20_000, value: 2600 }],
      [610_999, 'tick'],
    ];
    expect(playLate(threshold, steps).told).toEqual([]);
    expect(playLate(threshold, [...steps, [611_000, 'tick']]).told).toEqual(['raised']);
  });

  it('passes over a sample that is older than the last', () => {
    const threshold = defineThreshold({ id: 'load', metric: 'watts', above: 5 });
    const { state } = stepAlert(threshold, undefined, { kind: 'sample', atMs: 1000, value: 4 }, 1000);
    expect(stepAlert(threshold, state, { kind: 'sample', atMs: 500, value: 9 }, 2000)).toEqual({ state });
  });

  it('does not raise again for a breach delivered again within the millisecond of its recovery', () => {
    expect(
      play({}, [
        [0, 6],
        [0, 4],
        [0, 6],
      ]).told,
    ).toEqual([
      ['raised', 0],
      ['cleared', 0],
    ]);
    expect(
      play({}, [
        [0, 6],
        [0, 4],
        [1, 6],
      ]).told,
    ).toEqual([
      ['raised', 0],
      ['cleared', 0],
      ['raised', 1],
    ]);
  });

  it('counts a sample from the future of its clock from now', () => {
    const threshold = defineThreshold({ id: 'load', metric: 'watts', above: 5 });
    const { state } = stepAlert(threshold, undefined, { kind: 'sample', atMs: 9_000_000, value: 9 }, 1000);
    expect(state.lastSampleAtMs).toBe(1000);
    expect(stepAlert(threshold, state, { kind: 'sample', atMs: 2000, value: 1 }, 2000).transition?.type).toBe(
      'cleared',
    );
  });

  it('goes on after the clock went back: nothing waits for the time before', () => {
    const { state } = play({}, [[1_000_000, 6]]);
    expect(play({}, [[1000, 4]], state).told).toEqual([['cleared', 1000]]);
    const { state: pending } = play({ for: '30s' }, [[1_000_000, 6]]);
    expect(
      play(
        { for: '30s' },
        [
          [0, 6],
          [30_000, 6],
        ],
        pending,
      ).told,
    ).toEqual([['raised', 30_000]]);
  });

  it('leaves its state plain JSON of version 1', () => {
    const { state } = play({ for: '30s', noDataAfter: '5m' }, [
      [0, 6],
      [30_000, 6],
      [40_000, 4],
    ]);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(state?.version).toBe(1);
  });

  it('gives back the very state where the clock changes nothing', () => {
    const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5, for: '30s', noDataAfter: '1m' });
    const { state } = stepAlert(threshold, undefined, { kind: 'sample', atMs: 1000, value: 1 }, 1000);
    expect(stepAlert(threshold, state, { kind: 'tick' }, 2000).state).toBe(state);
  });
});
