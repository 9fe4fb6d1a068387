import { defineThreshold, type ThresholdInput } from '@cord/rules';
import { describeAlertStoreContract, MemoryAlertStore } from '@cord/testing';
import * as fc from 'fast-check';
import { evaluateAlert, sweepAlerts, type AlertChange } from '../src/evaluate-alert.js';

const THING = 'CS-CORD-DK-0123f2408ea1fcf201';
const START_MS = 1_790_000_000_000;

describeAlertStoreContract('MemoryAlertStore', async () => {
  const store = new MemoryAlertStore();
  return { store, readAlerts: async () => [...store.alerts.values()] };
});

function createAlerting(input: Partial<ThresholdInput> = {}) {
  const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5, ...input });
  const store = new MemoryAlertStore();
  return {
    store,
    sample: (value: number, second: number, thingName = THING): Promise<AlertChange | undefined> => {
      const nowMs = START_MS + second * 1000;
      return evaluateAlert({ threshold, thingName, event: { kind: 'sample', atMs: nowMs, value }, nowMs }, store);
    },
    sweep: (second: number) => sweepAlerts([threshold], store, START_MS + second * 1000),
  };
}

describe('evaluateAlert', () => {
  it('raises once for as long as the breach lasts, clears once, and keeps the record of both', async () => {
    const { sample, store } = createAlerting();
    const changes = [await sample(10, 0), await sample(11, 1), await sample(4, 2), await sample(3, 3)];
    expect(changes.map((change) => change?.type)).toEqual(['raised', undefined, 'cleared', undefined]);
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
    expect(await sample(150, 1, 'other')).toMatchObject({ type: 'raised', alert: { limit: 100 } });
    expect(await sample(50, 2)).toMatchObject({ type: 'raised', alert: { limit: 5 } });
  });

  it('raises once when the same message is evaluated by two at a time', async () => {
    const { sample, store } = createAlerting();
    const changes = await Promise.all([sample(10, 0), sample(10, 0), sample(10, 0)]);
    expect(changes.filter((change) => change?.type === 'raised')).toHaveLength(1);
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

describe('sweepAlerts', () => {
  it('raises what has been pending long enough without another message', async () => {
    const { sample, sweep } = createAlerting({ for: '30s' });
    expect(await sample(10, 0)).toBeUndefined();
    expect(await sweep(29)).toEqual([]);
    expect(await sweep(30)).toMatchObject([{ type: 'raised', thingName: THING, alert: { value: 10 } }]);
    expect(await sweep(31)).toEqual([]);
  });

  it('tells of a thing that has fallen silent, once', async () => {
    const { sample, sweep } = createAlerting({ noDataAfter: '1m' });
    await sample(1, 0);
    expect(await sweep(60)).toMatchObject([{ type: 'no-data', thingName: THING }]);
    expect(await sweep(61)).toEqual([]);
    expect(await sample(1, 62)).toMatchObject({ type: 'data-resumed' });
  });

  it('leaves thresholds alone that do not wait for time', async () => {
    const { sample, sweep, store } = createAlerting();
    await sample(10, 0);
    store.listThings = () => Promise.reject(new Error('not to be asked'));
    expect(await sweep(3600)).toEqual([]);
  });
});
