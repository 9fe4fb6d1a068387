import { createAppliances, loadAt } from '../../src/index.js';
import { createDice } from '../../src/appliance/dice.js';
import { PowerMeter } from '../../src/appliance/power-meter.js';

const seconds = (count: number) => Array.from({ length: count }, (_, index) => index);

const curvesOf = (seed: number) =>
  createAppliances(3, seed).map((appliance) => seconds(120).map((at) => loadAt(appliance, at).watts));

describe('simulated appliances', () => {
  it('draw the same curve for the same seed and another for another', () => {
    expect(curvesOf(7)).toEqual(curvesOf(7));
    expect(curvesOf(7)).not.toEqual(curvesOf(8));
  });

  it('are distinct: a freezer near 100 W, a pump near 750 W, a heater near 1450 W', () => {
    const peaks = createAppliances(3, 1).map((appliance) => {
      const watts = seconds(60).map((at) => loadAt(appliance, at).watts);
      return watts.toSorted((a, b) => a - b)[Math.floor(watts.length * 0.9)] ?? 0;
    });
    const [freezer = 0, pump = 0, heater = 0] = peaks;
    expect(freezer).toBeGreaterThan(80);
    expect(freezer).toBeLessThan(120);
    expect(pump).toBeGreaterThan(680);
    expect(pump).toBeLessThan(800);
    expect(heater).toBeGreaterThan(1400);
    expect(heater).toBeLessThan(1510);
  });

  it.each([1, 2, 3, 4, 5])('each start to work within five seconds, seed %i', (seed) => {
    for (const appliance of createAppliances(3, seed)) {
      expect(Math.max(...seconds(6).map((at) => loadAt(appliance, at).watts))).toBeGreaterThan(50);
    }
  });

  it('are numbered from the fourth on', () => {
    const names = createAppliances(7, 1).map(({ name }) => name);
    expect(names).toEqual(['freezer', 'pump', 'heater', 'freezer-2', 'pump-2', 'heater-2', 'freezer-3']);
  });
});

describe('the power meter', () => {
  it('counts energy: 1000 W for an hour is close to 1000 Wh, and never counts down', () => {
    const meter = new PowerMeter(createDice(1));
    const readings = seconds(3601).map((at) => meter.read({ watts: 1000, powerFactor: 1 }, at).watt_hours);
    expect(readings.at(-1)).toBeGreaterThan(995);
    expect(readings.at(-1)).toBeLessThan(1005);
    expect(readings.every((value, index) => value >= (readings[index - 1] ?? 0))).toBe(true);
  });

  it('reports volts, amps and power factor that agree with the watts', () => {
    const meter = new PowerMeter(createDice(1));
    const report = meter.read({ watts: 750, powerFactor: 0.83 }, 0);
    expect(report.power_factor).toBe(83);
    expect(report.volts * report.amps * 0.83).toBeCloseTo(report.watts, 0);
  });

  it('rounds to the resolution of the contract', () => {
    const meter = new PowerMeter(createDice(3));
    for (const at of seconds(200)) {
      const report = meter.read({ watts: 88.123456, powerFactor: 0.62 }, at);
      expect(JSON.stringify(report.watts)).toMatch(/^\d+(\.\d)?$/);
      expect(JSON.stringify(report.volts)).toMatch(/^\d+(\.\d)?$/);
      expect(JSON.stringify(report.amps)).toMatch(/^\d+(\.\d{1,3})?$/);
    }
  });
});
