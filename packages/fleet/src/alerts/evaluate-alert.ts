import {
  stepAlert,
  thresholdOf,
  type AlertState,
  type AlertTransition,
  type OpenAlert,
  type Sample,
  type Threshold,
  type Tick,
} from '@cord/rules';
import { isMetricName } from '../contract/metric.js';
import type { Alert, AlertChange } from './alert.js';
import type { AlertStateChange, AlertStore } from './ports.js';

/** Two writers that keep meeting on one thing are settled long before this. */
const MOST_ATTEMPTS = 10;

/**
 * Takes one threshold of one thing a step further: reads its state, steps it, and writes state and alert together. When
 * another writer was faster, it starts anew from what that one wrote, so no step is lost and no alert is raised twice.
 *
 * Throws: what the store throws; `Error` when the state will not hold still.
 */
export async function evaluateAlert(step: ThresholdStep, alerts: AlertStore): Promise<AlertChange | undefined> {
  const { threshold, thingName } = step;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const previous = await alerts.readState(threshold.id, thingName);
    const next = stepThreshold(step, previous);
    if (next === undefined) return undefined;
    if (previous !== undefined && JSON.stringify(next.state) === JSON.stringify(previous)) return next.change;
    if (await alerts.write(next)) return next.change;
  }
  throw new Error(`the alert state of ${threshold.id} on ${thingName} was rewritten ${MOST_ATTEMPTS} times in a row`);
}

/** One step of one threshold of one thing. */
export interface ThresholdStep {
  threshold: Threshold;
  thingName: string;
  event: Sample | Tick;
  nowMs: number;
}

/** The step alone, pure: what to write after `previous`; nothing where time passes for what no sample has begun. */
export function stepThreshold(step: ThresholdStep, previous: AlertState | undefined): AlertStateChange | undefined {
  const { thingName, event, nowMs } = step;
  if (previous === undefined && event.kind === 'tick') return undefined;
  const threshold = thresholdOf(step.threshold, thingName);
  const key = { thresholdId: threshold.id, thingName };
  const { state, transition } = stepAlert(threshold, previous, event, nowMs);
  const change = transition && { ...key, transition, ...recordOf(threshold, thingName, transition) };
  return { ...key, previous, state, ...(change && { change }) };
}

function recordOf(threshold: Threshold, thingName: string, transition: AlertTransition): { alert?: Alert } {
  const { type, atMs, alert: open } = transition;
  if (open === undefined) return {};
  const alert = createRecord(threshold, thingName, open);
  return { alert: type === 'cleared' ? { ...alert, clearedAtMs: atMs } : alert };
}

function createRecord(threshold: Threshold, thingName: string, { raisedAtMs, value }: OpenAlert): Alert {
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
