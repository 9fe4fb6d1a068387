import { metrics } from '@cord/fleet';
import type { Load } from './appliance.js';
import { between, type Dice } from './dice.js';

/** The metrics part of a cord's payload, keys and resolution as the contract has them. */
export interface MeterReport {
  volts: number;
  amps: number;
  watts: number;
  power_factor: number;
  watt_hours: number;
}

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
    return {
      volts: toStep(volts, metrics.volts.step),
      amps: toStep(watts / (volts * load.powerFactor), metrics.amps.step),
      watts: toStep(watts, metrics.watts.step),
      power_factor: toStep(load.powerFactor * 100, metrics.power_factor.step),
      watt_hours: toStep(this.#wattHours, metrics.watt_hours.step),
    };
  }

  // Mains voltage wanders slowly within about two percent.
  #readVolts(): number {
    this.#voltsOffset = this.#voltsOffset * 0.95 + between(this.#dice, [-0.25, 0.25]);
    return NOMINAL_VOLTS + this.#voltsOffset;
  }
}

/** Rounds to the meter's resolution, without the tail that binary fractions leave. */
function toStep(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(3));
}
