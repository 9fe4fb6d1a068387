import { formatBreach } from '../../src/view/format-alert.js';
import { heater, loadAlert } from '../recorded-fleet.js';

const alert = loadAlert(heater, 1000);

it('tells the value that raised it, and the limit, with their unit', () => {
  expect(formatBreach(alert)).toBe('watts 1,499.8 W, limit 5.0 W');
});

it('reads a metric in words', () => {
  expect(formatBreach({ ...alert, metric: 'power_factor', value: 42, limit: 60 })).toBe(
    'power factor 42 %, limit 60 %',
  );
});

it('says when no single metric raised it', () => {
  const { metric: _, value: __, limit: ___, ...expression } = alert;
  expect(formatBreach(expression)).toBe('an expression over several metrics');
});
