import {
  stepAlert,
  thresholdOf,
  type AlertTransition,
  type OpenAlert,
  type Sample,
  type Threshold,
  type Tick,
} from '@cord/rules';
import type { Alert } from './alert.js';
import { isMetricName } from './metric.js';
import type { AlertStore } from './ports.js';

/** What came of one sample or tick, worth telling; `alert` is its record as it now stands. */
export interface AlertChange {
  type: AlertTransition['type'];
  thresholdId: string;
  thingName: string;
  atMs: number;
  alert?: Alert;
}

/** Two writers that keep meeting on one thing are settled long before this. */
const MOST_ATTEMPTS = 10;

/**
 * Takes one threshold of one thing a step further: reads its state, steps it, and writes state and alert together. When
 * another writer was faster, it starts anew from what that one wrote, so no step is lost and no alert is raised twice.
 *
 * Throws: what the store throws; `Error` when the state will not hold still.
 */
export async function evaluateAlert(
  step: { threshold: Threshold; thingName: string; event: Sample | Tick; nowMs: number },
  alerts: AlertStore,
): Promise<AlertChange | undefined> {
  const { thingName, event, nowMs } = step;
  const threshold = thresholdOf(step.threshold, thingName);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const previous = await alerts.readState(threshold.id, thingName);
    if (previous === undefined && event.kind === 'tick') return undefined;
    const { state, transition } = stepAlert(threshold, previous, event, nowMs);
    const change = transition && describeChange(threshold, thingName, transition);
    if (previous !== undefined && JSON.stringify(state) === JSON.stringify(previous)) return change;
    const alert = change?.alert;
    if (await alerts.write({ thresholdId: threshold.id, thingName, previous, state, ...(alert && { alert }) }))
      return change;
  }
  throw new Error(`the alert state of ${threshold.id} on ${thingName} was rewritten ${MOST_ATTEMPTS} times in a row`);
}

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

function describeChange(threshold: Threshold, thingName: string, transition: AlertTransition): AlertChange {
  const { type, atMs, alert: open } = transition;
  const alert = open && describeAlert(threshold, thingName, open);
  return {
    type,
    thresholdId: threshold.id,
    thingName,
    atMs,
    ...(alert && { alert: type === 'cleared' ? { ...alert, clearedAtMs: atMs } : alert }),
  };
}

function describeAlert(threshold: Threshold, thingName: string, { raisedAtMs, value }: OpenAlert): Alert {
  const { id: thresholdId, severity, metric } = threshold;
  const limit = threshold.above ?? threshold.below;
  return {
    id: `${thresholdId}/${thingName}/${raisedAtMs}`,
    thresholdId,
    thingName,
    severity,
    ...(metric !== undefined && isMetricName(metric) && { metric }),
    ...(value !== undefined && { value }),
    ...(limit !== undefined && { limit }),
    raisedAtMs,
  };
}
