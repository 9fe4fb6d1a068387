import {
  decimalsOf,
  fromTelemetryRow,
  metricList,
  metrics,
  telemetryColumns,
  toTelemetryRow,
} from '../../src/index.js';

describe('the table of metrics', () => {
  it('names each metric as the payload does, by its own key', () => {
    expect(Object.keys(metrics)).toEqual(metricList.map(({ name }) => name));
  });

  it('gives each metric a member and a column of its own', () => {
    for (const values of [metricList.map(({ member }) => member), telemetryColumns.map(({ name }) => name)]) {
      expect(new Set(values).size).toBe(values.length);
    }
  });

  it.each([
    ['volts', 1],
    ['amps', 3],
    ['power_factor', 0],
  ] as const)('resolves %s to %d digits after the point', (name, digits) => {
    expect(decimalsOf(metrics[name])).toBe(digits);
  });
});

describe('a row of telemetry', () => {
  const whole = {
    thingName: 'pump',
    receivedAtMs: 1_790_000_000_000,
    relay: 'off' as const,
    ...Object.fromEntries(metricList.map(({ member }, index) => [member, index + 0.5])),
  };

  it('holds every column that the homes keep', () => {
    expect(Object.keys(toTelemetryRow(whole))).toEqual(telemetryColumns.map(({ name }) => name));
  });

  it('is read back as it was', () => {
    expect(fromTelemetryRow(toTelemetryRow(whole))).toEqual(whole);
  });

  it('leaves absent what is null in it', () => {
    const nothing = Object.fromEntries(metricList.map(({ name }) => [name, null]));
    const row = { thing_name: 'pump', received_at: 5, relay_on: null, ...nothing };
    expect(fromTelemetryRow(row)).toStrictEqual({ thingName: 'pump', receivedAtMs: 5 });
  });
});
