import { decimalsOf, metrics, type MetricName } from '@cord/fleet';
import type { Load } from './appliance.js';
import { between, type Dice } from './dice.js';

/** What this meter measures of a cord's payload: keys and resolution as the contract has them. */
export type MeterReport = Record<'volts' | 'amps' | 'watts' | 'power_factor' | 'watt_hours', number>;

const NOMINAL_VOLTS = 120;

/** The cord's power meter: reads a load, and counts energy for as long as it lives. */
export class PowerMeter {
  readonly #dice: Dice;
  #wattHours = 0;
  #last: { atSeconds: number; watts: number } | undefined;
  #voltsOffset = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** What the meter shows for a load at a time; times only grow. */
  read(load: Load, atSeconds: number): MeterReport {
    const volts = this.#readVolts();
    const watts = load.watts * between(this.#dice, [0.995, 1.005]);
    // Between two readings the load counts as a straight line.
    if (this.#last !== undefined) {
      this.#wattHours += (((this.#last.watts + watts) / 2) * (atSeconds - this.#last.atSeconds)) / 3600;
    }
    this.#last = { atSeconds, watts };
    return resolve({
      volts,
      amps: watts / (volts * load.powerFactor),
      watts,
      power_factor: load.powerFactor * 100,
      watt_hours: this.#wattHours,
    });
  }

  // Mains voltage wanders slowly within about two percent.
  #readVolts(): number {
    this.#voltsOffset = this.#voltsOffset * 0.95 + between(this.#dice, [-0.25, 0.25]);
    return NOMINAL_VOLTS + this.#voltsOffset;
  }
}

/** Rounds each reading to its metric's resolution, without the tail that binary fractions leave. */
function resolve<Name extends MetricName>(readings: Record<Name, number>): Record<Name, number> {
  const resolved = (Object.keys(readings) as Name[]).map((name) => {
    const metric = metrics[name];
    return [name, Number((Math.round(readings[name] / metric.step) * metric.step).toFixed(decimalsOf(metric)))];
  });
  return Object.fromEntries(resolved) as Record<Name, number>;
}
