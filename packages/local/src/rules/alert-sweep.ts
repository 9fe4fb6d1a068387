import type { RuleRunner } from './rule-runner.js';

const SWEEP_EVERY_MS = 1000;

/** Lets time pass for alerts that no message moves on. Returns what ends it, settled once no sweep is under way. */
export function startAlertSweep(rules: RuleRunner, onFailure: (error: unknown) => void): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  const timer = setInterval(() => {
    // One at a time: a sweep that takes longer than the interval is not joined by a second.
    underWay ??= rules
      .sweep()
      .catch(onFailure)
      .finally(() => (underWay = undefined));
  }, SWEEP_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}
