import { createAlerting, THING } from './alerting.js';

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

  it('leaves thresholds alone that do not wait for time', async () => {
    const { sample, sweep, store } = createAlerting();
    await sample(10, 0);
    store.listThings = () => Promise.reject(new Error('not to be asked'));
    expect(await sweep(3600)).toEqual([]);
  });
});
