import type { Threshold } from '@cord/rules';
import { readSample } from '../contract/sample.js';
import type { AlertChange } from './alert.js';
import { evaluateAlert } from './evaluate-alert.js';
import type { AlertStore } from './ports.js';

/**
 * Takes the sample in the output of a threshold's rule a step further; nothing comes of output that bears none.
 *
 * Shape: output as `readSample` takes it, with `received_at` in epoch milliseconds; without, it counts as received now.
 */
export async function takeSample(
  { threshold, output, nowMs }: { threshold: Threshold; output: unknown; nowMs: number },
  alerts: AlertStore,
): Promise<AlertChange | undefined> {
  const sample = readSample(threshold, output);
  if (sample === undefined) return undefined;
  const { received_at: receivedAt } = output as { received_at?: unknown };
  const atMs = typeof receivedAt === 'number' ? receivedAt : nowMs;
  const event = { kind: 'sample' as const, atMs, value: sample.value };
  return evaluateAlert({ threshold, thingName: sample.thingName, event, nowMs }, alerts);
}
