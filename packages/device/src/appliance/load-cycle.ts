import { between, type Dice } from './dice.js';

/** Tells, for ever later times, whether a machine's own controller has it working, and for how long it has been so. */
export type LoadCycle = (seconds: number) => { isWorking: boolean; sinceSwitchSeconds: number };

/** Ranges `[least, most]` in seconds from which each phase is drawn. */
export interface CycleTimes {
  /** From power-on to the first work. */
  firstStart: readonly [number, number];
  work: readonly [number, number];
  rest: readonly [number, number];
}

/** A controller that works and rests in turn, each phase as long as the dice say. */
export function createLoadCycle(times: CycleTimes, dice: Dice): LoadCycle {
  let isWorking = false;
  let switchedAt = 0;
  let nextSwitchAt = between(dice, times.firstStart);
  return (seconds) => {
    while (seconds >= nextSwitchAt) {
      isWorking = !isWorking;
      switchedAt = nextSwitchAt;
      nextSwitchAt += between(dice, isWorking ? times.work : times.rest);
    }
    return { isWorking, sinceSwitchSeconds: seconds - switchedAt };
  };
}
