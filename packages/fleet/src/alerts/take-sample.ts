import type { Threshold } from '@cord/rules';
import { readSample } from '../contract/sample.js';
import type { AlertChange } from './alert.js';
import { evaluateAlert, type ThresholdStep } from './evaluate-alert.js';
import type { AlertStore } from './ports.js';

/** What a threshold's rule put out, and when that came in. */
export interface ThresholdOutput {
  threshold: Threshold;
  output: unknown;
  nowMs: number;
}

/**
 * Takes the sample in the output of a threshold's rule a step further; nothing comes of output that bears none.
 *
 * Shape: output as `readSample` takes it, with `received_at` in epoch milliseconds; without, it counts as received now.
 */
export async function takeSample(given: ThresholdOutput, alerts: AlertStore): Promise<AlertChange | undefined> {
  const step = stepOf(given);
  return step && evaluateAlert(step, alerts);
}

/** The step that the output of a threshold's rule asks for; `undefined` where it bears no sample. */
export function stepOf({ threshold, output, nowMs }: ThresholdOutput): ThresholdStep | undefined {
  const sample = readSample(threshold, output);
  if (sample === undefined) return undefined;
  const { received_at: receivedAt } = output as { received_at?: unknown };
  const atMs = typeof receivedAt === 'number' ? receivedAt : nowMs;
  return { threshold, thingName: sample.thingName, event: { kind: 'sample', atMs, value: sample.value }, nowMs };
}
