import type { Threshold } from '@cord/rules';
import type { AlertChange } from './alert.js';
import { evaluateAlert } from './evaluate-alert.js';
import type { AlertStore } from './ports.js';

/** Lets time pass for every thing that a threshold knows: pending, recovering, repeated and silent alerts move on. */
export async function sweepAlerts(
  thresholds: readonly Threshold[],
  alerts: AlertStore,
  nowMs: number,
): Promise<readonly AlertChange[]> {
  const changes: AlertChange[] = [];
  for (const threshold of thresholds.filter(waitsForTime)) {
    for (const thingName of await alerts.listThings(threshold.id)) {
      const change = await evaluateAlert({ threshold, thingName, event: { kind: 'tick' }, nowMs }, alerts);
      if (change !== undefined) changes.push(change);
    }
  }
  return changes;
}

function waitsForTime({ forMs, clearForMs, cooldownMs, repeatEveryMs, noDataAfterMs }: Threshold): boolean {
  return forMs + clearForMs + cooldownMs > 0 || repeatEveryMs !== undefined || noDataAfterMs !== undefined;
}
