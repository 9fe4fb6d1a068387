import { formatCount, formatEnergy, formatMetric, formatPower, formatValue } from '../../src/format/quantity.js';

describe('formatValue', () => {
  it.each([
    ['watts', 1440.25, '1,440.3'],
    ['watts', 0, '0.0'],
    ['watts', -0.04, '0.0'],
    ['volts', 120, '120.0'],
    ['amps', 0.0126, '0.013'],
    ['power_factor', 62, '62'],
    ['watt_hours', 4312.5, '4,312.5'],
  ] as const)('shows %s %d as its meter resolves it', (name, value, text) => {
    expect(formatValue(name, value)).toBe(text);
  });

  it('shows what a message did not bear as a dash, not as zero', () => {
    expect(formatValue('watts', undefined)).toBe('–');
    expect(formatMetric('watts', undefined)).toBe('–');
    expect(formatEnergy(undefined)).toBe('–');
  });
});

describe('formatMetric', () => {
  it('puts the unit behind the value', () => {
    expect(formatMetric('volts', 119.96)).toBe('120.0 V');
    expect(formatMetric('power_factor', 99)).toBe('99 %');
  });
});

describe('formatPower', () => {
  it.each([
    [0, '0 W'],
    [999.4, '999 W'],
    [999.6, '1.00 kW'],
    [1000, '1.00 kW'],
    [2248.6, '2.25 kW'],
    [123_456, '123.46 kW'],
  ])('shows %d W as %s', (watts, text) => {
    expect(formatPower(watts)).toBe(text);
  });
});

describe('formatEnergy', () => {
  it.each([
    [0.4, '0.4 Wh'],
    [999.94, '999.9 Wh'],
    [999.96, '1.00 kWh'],
    [4312.5, '4.31 kWh'],
  ])('shows %d Wh as %s', (wattHours, text) => {
    expect(formatEnergy(wattHours)).toBe(text);
  });
});

it('groups the digits of counts', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
});
