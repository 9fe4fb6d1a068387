import * as fc from 'fast-check';
import { createAlerting, START_MS, THING } from './alerting.js';

describe('evaluateAlert', () => {
  it('raises once for as long as the breach lasts, clears once, and keeps the record of both', async () => {
    const { sample, store } = createAlerting();
    const changes = [await sample(10, 0), await sample(11, 1), await sample(4, 2), await sample(3, 3)];
    expect(changes.map((change) => change?.transition.type)).toEqual(['raised', undefined, 'cleared', undefined]);
    expect([...store.alerts.values()]).toEqual([
      {
        id: `load-on/${THING}/${START_MS}`,
        thresholdId: 'load-on',
        thingName: THING,
        severity: 'warning',
        metric: 'watts',
        value: 10,
        limit: 5,
        raisedAtMs: START_MS,
        clearedAtMs: START_MS + 2000,
      },
    ]);
  });

  it('holds a thing to its own limit', async () => {
    const { sample } = createAlerting({ perThing: { other: { above: 100 } } });
    expect(await sample(50, 0, 'other')).toBeUndefined();
    expect(await sample(150, 1, 'other')).toMatchObject({ transition: { type: 'raised' }, alert: { limit: 100 } });
    expect(await sample(50, 2)).toMatchObject({ transition: { type: 'raised' }, alert: { limit: 5 } });
  });

  it('keeps in the record what the threshold says: its side of the limit, and a metric where it has one', async () => {
    const below = createAlerting({ above: undefined, below: 5, severity: 'critical' });
    await below.sample(1, 0);
    expect([...below.store.alerts.values()]).toStrictEqual([
      {
        id: `load-on/${THING}/${START_MS}`,
        thresholdId: 'load-on',
        thingName: THING,
        severity: 'critical',
        metric: 'watts',
        value: 1,
        limit: 5,
        raisedAtMs: START_MS,
      },
    ]);
    const expression = createAlerting({ metric: undefined, expression: 'volts * amps' });
    await expression.sample(10, 0);
    expect([...expression.store.alerts.values()][0]).not.toHaveProperty('metric');
  });

  it('writes nothing where a step changes nothing', async () => {
    const { sample, sweep, store } = createAlerting({ for: '30s' });
    await sample(1, 0);
    let writes = 0;
    const write = store.write.bind(store);
    store.write = async (step) => {
      writes += 1;
      return write(step);
    };
    await sweep(1);
    expect(writes).toBe(0);
    await sample(1, 2);
    expect(writes).toBe(1);
  });

  it('lets no clock begin a state', async () => {
    const { sweep, store } = createAlerting({ noDataAfter: '1m' });
    store.listThings = async () => [THING];
    expect(await sweep(60)).toEqual([]);
    expect(await store.readState('load-on', THING)).toBeUndefined();
  });

  it('raises once when the same message is evaluated by two at a time', async () => {
    const { sample, store } = createAlerting();
    const changes = await Promise.all([sample(10, 0), sample(10, 0), sample(10, 0)]);
    expect(changes.filter((change) => change?.transition.type === 'raised')).toHaveLength(1);
    expect(store.alerts.size).toBe(1);
  });

  it('gives up loudly where the state will not hold still', async () => {
    const { sample, store } = createAlerting();
    store.write = async () => false;
    await expect(sample(10, 0)).rejects.toThrow(/rewritten 10 times/);
  });

  it('never has two alerts of one thing open, whatever comes in whatever order', async () => {
    const step = fc.record({ value: fc.constantFrom(1, 4, 6, 20), second: fc.integer({ min: 0, max: 120 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { sample, store } = createAlerting({ clearAt: 3, for: '5s', clearFor: '5s' });
        for (const { value, second } of steps) {
          await sample(value, second);
          const open = [...store.alerts.values()].filter(({ clearedAtMs }) => clearedAtMs === undefined);
          expect(open.length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
