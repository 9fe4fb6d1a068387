import { defineThreshold } from '@cord/rules';
import { readSample } from '../../src/contract/sample.js';

const watts = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });
const expression = defineThreshold({ id: 'apparent', expression: 'volts * amps', above: 5 });

describe('readSample', () => {
  it.each([
    [watts, { thing_name: 'a', watts: 10.4 }, 10.4],
    [watts, { thing_name: 'a', watts: '10.4' }, 10.4],
    [expression, { thing_name: 'a', watts: 1, threshold_value: 12 }, 12],
    [defineThreshold({ id: 'n', metric: 'load.watts', above: 5 }), { thing_name: 'a', load: { watts: 6 } }, 6],
  ])('reads thing and value', (threshold, output, value) => {
    expect(readSample(threshold, output)).toEqual({ thingName: 'a', value });
  });

  it.each([
    undefined,
    null,
    'text',
    {},
    { watts: 10 },
    { thing_name: 'a' },
    { thing_name: 5, watts: 10 },
    { thing_name: 'not a/thing', watts: 10 },
    { thing_name: 'a', watts: null },
    { thing_name: 'a', watts: 'many' },
    { thing_name: 'a', watts: '' },
    { thing_name: 'a', watts: Infinity },
  ])('finds no sample in %j', (output) => {
    expect(readSample(watts, output)).toBeUndefined();
  });
});
