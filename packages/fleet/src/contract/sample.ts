import type { Threshold } from '@cord/rules';
import { isThingName } from './thing.js';

/**
 * Reads what a threshold's statement put out: whose value it is, and the value. `undefined` for output that bears neither,
 * as a rule that somebody else wrote may give.
 *
 * Shape: `{ thing_name, … }` with the metric's own field, or with `threshold_value` where the threshold is an expression.
 */
export function readSample(threshold: Threshold, output: unknown): { thingName: string; value: number } | undefined {
  const thingName = readPath(output, ['thing_name']);
  const found = readPath(output, threshold.metric?.split('.') ?? ['threshold_value']);
  // The statement compared it as a number, which includes text such as '10.4'.
  const value = typeof found === 'string' && found !== '' ? Number(found) : found;
  if (typeof thingName !== 'string' || !isThingName(thingName)) return undefined;
  return typeof value === 'number' && Number.isFinite(value) ? { thingName, value } : undefined;
}

function readPath(from: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Record<string, unknown>)[key]
      : undefined;
  }, from);
}
