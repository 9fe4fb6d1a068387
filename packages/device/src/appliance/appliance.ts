import type { LoadCycle } from './load-cycle.js';

/** What a machine draws at one moment. */
export interface Load {
  /** Active power, W. */
  watts: number;
  /** Active over apparent power, 0..1. */
  powerFactor: number;
}

/** A machine behind a cord: its load depends on nothing but the time since it got power and its own dice. */
export interface Appliance {
  /** `freezer`, `pump` … */
  name: string;
  /** Whether it draws its working load, and since when, as its own controller switches it. */
  cycle: LoadCycle;
  /** The load `sinceSwitch` seconds after its controller last switched. */
  working(sinceSwitchSeconds: number): Load;
  resting: Load;
}

/** The load `seconds` after power was given; asked for with ever later times. */
export function loadAt(appliance: Appliance, seconds: number): Load {
  const { isWorking, sinceSwitchSeconds } = appliance.cycle(seconds);
  return isWorking ? appliance.working(sinceSwitchSeconds) : appliance.resting;
}
