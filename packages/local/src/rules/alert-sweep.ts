import type { Part } from '../parts.js';

const SWEEP_EVERY_MS = 1000;

/** Lets time pass for alerts that no message moves on. Has stopped once no sweep is under way. */
export function createAlertSweep(sweep: () => Promise<void>, onFailure: (error: unknown) => void): Part {
  let underWay: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const sweepOnce = () => {
    // One at a time: a sweep that takes longer than the interval is not joined by a second.
    underWay ??= sweep()
      .catch(onFailure)
      .finally(() => (underWay = undefined));
  };
  return {
    start: () => {
      timer = setInterval(sweepOnce, SWEEP_EVERY_MS);
    },
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
