import { defineThreshold, type Threshold, type ThresholdInput } from '@cord/rules';
import { MemoryAlertStore } from '@cord/testing';
import { evaluateAlert } from '../../src/alerts/evaluate-alert.js';
import { sweepAlerts, type SweepOptions } from '../../src/alerts/sweep-alerts.js';
import { createAlerting, START_MS, THING } from './alerting.js';

describe('sweepAlerts', () => {
  it('raises what has been pending long enough without another message', async () => {
    const { sample, sweep } = createAlerting({ for: '30s' });
    expect(await sample(10, 0)).toBeUndefined();
    expect(await sweep(29)).toEqual([]);
    expect(await sweep(30)).toMatchObject([{ transition: { type: 'raised' }, thingName: THING, alert: { value: 10 } }]);
    expect(await sweep(31)).toEqual([]);
  });

  it('tells of a thing that has fallen silent, once', async () => {
    const { sample, sweep } = createAlerting({ noDataAfter: '1m' });
    await sample(1, 0);
    expect(await sweep(60)).toMatchObject([{ transition: { type: 'no-data' }, thingName: THING }]);
    expect(await sweep(61)).toEqual([]);
    expect(await sample(1, 62)).toMatchObject({ transition: { type: 'data-resumed' } });
  });

  it.each([
    { for: '1s' },
    { clearFor: '1s' },
    { cooldown: '1s' },
    { for: '1s', cooldown: '1s' },
    { repeatEvery: '1m' },
    { noDataAfter: '1m' },
  ] satisfies Partial<ThresholdInput>[])('looks at the things of a threshold that waits: %j', async (waiting) => {
    const { sweep, store } = createAlerting(waiting);
    const asked: string[] = [];
    store.listThings = async (thresholdId) => {
      asked.push(thresholdId);
      return [];
    };
    await sweep(0);
    expect(asked).toEqual(['load-on']);
  });

  it('leaves thresholds alone that do not wait for time', async () => {
    const { sample, sweep, store } = createAlerting();
    await sample(10, 0);
    store.listThings = () => Promise.reject(new Error('not to be asked'));
    expect(await sweep(3600)).toEqual([]);
  });
});

function silent(id: string): Threshold {
  return defineThreshold({ id, metric: 'watts', above: 5, noDataAfter: '1m' });
}

describe('a sweep over many things', () => {
  const thresholds = [silent('a'), silent('b')];
  const things = Array.from({ length: 25 }, (_, index) => `thing-${String(index).padStart(2, '0')}`);
  let store: MemoryAlertStore;

  beforeEach(async () => {
    store = new MemoryAlertStore();
    const event = { kind: 'sample' as const, atMs: START_MS, value: 1 };
    for (const threshold of thresholds)
      for (const thingName of things) await evaluateAlert({ threshold, thingName, event, nowMs: START_MS }, store);
  });
  const sweep = (options: Partial<SweepOptions> = {}) =>
    sweepAlerts(thresholds, store, { nowMs: START_MS + 60_000, ...options });

  it('judges all others where one cannot be read, and names it', async () => {
    const readState = store.readState.bind(store);
    store.readState = (thresholdId, thingName) =>
      thingName === 'thing-03' ? Promise.reject(new Error('item is damaged')) : readState(thresholdId, thingName);
    const { changes, failures } = await sweep();
    expect(changes).toHaveLength(2 * 24);
    expect(failures.map(({ item }) => item)).toEqual(['threshold a of thing-03', 'threshold b of thing-03']);
  });

  it('judges the things of all other thresholds where one has no list', async () => {
    const listThings = store.listThings.bind(store);
    store.listThings = (id) => (id === 'a' ? Promise.reject(new Error('no list')) : listThings(id));
    const { changes, failures } = await sweep();
    expect(changes.map(({ thresholdId }) => thresholdId)).toEqual(Array(25).fill('b'));
    expect(failures.map(({ item }) => item)).toEqual(['threshold a']);
  });

  it('goes on where time ran out, until the last has been reached, each once', async () => {
    const reached: string[] = [];
    let after: SweepOptions['after'];
    for (let round = 0; round < 10 && (round === 0 || after !== undefined); round += 1) {
      const { changes, stoppedAt } = await sweep({ after, isTimeOver: () => true });
      reached.push(...changes.map(({ thresholdId, thingName }) => `${thresholdId}/${thingName}`));
      after = stoppedAt;
      if (reached.length === 50) break;
    }
    expect(new Set(reached).size).toBe(50);
    expect(reached).toHaveLength(50);
  });

  it.each([
    [{ thresholdId: 'a', thingName: 'thing-24' }, 'b/thing-00'],
    [{ thresholdId: 'a', thingName: 'thing-03-that-is-gone' }, 'a/thing-04'],
    [{ thresholdId: 'b', thingName: 'thing-24' }, 'a/thing-00'],
    [{ thresholdId: 'gone', thingName: 'thing-00' }, 'a/thing-00'],
  ])('that ended at %j goes on with %s', async (after, expected) => {
    const { changes } = await sweep({ after });
    expect(`${changes[0]?.thresholdId}/${changes[0]?.thingName}`).toBe(expected);
    expect(changes).toHaveLength(50);
  });
});
