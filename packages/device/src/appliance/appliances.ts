import type { Appliance } from './appliance.js';
import { createDice } from './dice.js';
import { createLoadCycle } from './load-cycle.js';

/**
 * A chest freezer: a small compressor that runs for minutes, with an inrush of some six times its load while the motor
 * comes up, and a controller that never sleeps.
 */
function createFreezer(seed: number): Appliance {
  const dice = createDice(seed);
  const cycle = createLoadCycle({ firstStart: [2, 5], work: [540, 900], rest: [720, 1080] }, dice);
  return {
    name: 'freezer',
    cycle,
    resting: { watts: 1.6, powerFactor: 0.45 },
    working: (since) =>
      since < 0.5 ? { watts: 560, powerFactor: 0.5 } : { watts: 88 + 14 * Math.exp(-since / 90), powerFactor: 0.62 },
  };
}

/** A pressure booster pump: short runs whenever the tank has lost its pressure, the load rising with it. */
function createPump(seed: number): Appliance {
  const dice = createDice(seed);
  const cycle = createLoadCycle({ firstStart: [0.5, 2], work: [12, 25], rest: [8, 20] }, dice);
  return {
    name: 'pump',
    cycle,
    resting: { watts: 0.8, powerFactor: 0.35 },
    working: (since) =>
      since < 0.3
        ? { watts: 1450, powerFactor: 0.6 }
        : { watts: 690 + 90 * Math.min(since / 20, 1), powerFactor: 0.83 },
  };
}

/** A fan heater under a thermostat: a resistor, whose resistance grows a little as it warms, and a small fan. */
function createHeater(seed: number): Appliance {
  const dice = createDice(seed);
  const cycle = createLoadCycle({ firstStart: [0, 1], work: [25, 45], rest: [10, 20] }, dice);
  return {
    name: 'heater',
    cycle,
    resting: { watts: 0.3, powerFactor: 0.4 },
    working: (since) => ({ watts: 1440 + 60 * Math.exp(-since / 12), powerFactor: 0.99 }),
  };
}

const kinds = [createFreezer, createPump, createHeater];

/** `count` machines, freezer, pump and heater in turn, each with its own dice; from the fourth on they are numbered. */
export function createAppliances(count: number, seed: number): Appliance[] {
  return Array.from({ length: count }, (_, index) => {
    const create = kinds[index % kinds.length] ?? createFreezer;
    const appliance = create(seed * 1000 + index);
    const round = Math.floor(index / kinds.length) + 1;
    return round === 1 ? appliance : { ...appliance, name: `${appliance.name}-${round}` };
  });
}
