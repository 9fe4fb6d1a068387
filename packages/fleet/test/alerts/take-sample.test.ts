import { defineThreshold } from '@cord/rules';
import { MemoryAlertStore } from '@cord/testing/memory';
import { takeSample } from '../../src/alerts/take-sample.js';
import { START_MS, THING } from './alerting.js';

const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });

describe('takeSample', () => {
  it('takes the sample at the time that the rule says it was received', async () => {
    const output = { thing_name: THING, watts: 10, received_at: START_MS };
    const change = await takeSample({ threshold, output, nowMs: START_MS + 700 }, new MemoryAlertStore());
    expect(change?.transition).toMatchObject({ type: 'raised', alert: { value: 10 } });
  });

  it('takes a sample without a time as received now', async () => {
    const store = new MemoryAlertStore();
    await takeSample({ threshold, output: { thing_name: THING, watts: 1 }, nowMs: START_MS }, store);
    expect(await store.readState('load-on', THING)).toMatchObject({ lastSampleAtMs: START_MS });
  });

  it.each(['soon', null, {}])('takes a sample whose time is %j as received now', async (received_at) => {
    const store = new MemoryAlertStore();
    await takeSample({ threshold, output: { thing_name: THING, watts: 1, received_at }, nowMs: START_MS }, store);
    expect(await store.readState('load-on', THING)).toMatchObject({ lastSampleAtMs: START_MS });
  });

  it('leaves alone what bears no sample', async () => {
    const store = new MemoryAlertStore();
    expect(await takeSample({ threshold, output: { thing_name: THING }, nowMs: START_MS }, store)).toBeUndefined();
    expect(await store.listThings('load-on')).toEqual([]);
  });

  it('says with the change which value an alert cleared by', async () => {
    const store = new MemoryAlertStore();
    for (const [second, watts] of [10, 2].entries()) {
      const atMs = START_MS + second * 1000;
      await takeSample({ threshold, output: { thing_name: THING, watts, received_at: atMs }, nowMs: atMs }, store);
    }
    expect(store.changes.map(({ transition }) => transition)).toMatchObject([
      { type: 'raised', alert: { value: 10 } },
      { type: 'cleared', alert: { value: 10 }, value: 2 },
    ]);
  });
});
