import { metricList, type Telemetry } from '@cord/fleet';
import type { AlertState, Threshold } from '@cord/rules';
import type { Tables } from './tables.js';

/**
 * Brings the clocks of alert states up to the last message of each thing: they are not written for a clock alone, and a thing
 * that was heard of until the end would otherwise seem silent since its alert last changed.
 */
export function restoreClocks(
  { alertStates, latest }: Pick<Tables, 'alertStates' | 'latest'>,
  thresholds: readonly Threshold[],
): void {
  for (const [key, record] of alertStates.entries()) {
    const threshold = thresholds.find(({ id }) => id === record.thresholdId);
    const message = latest.get(record.thingName);
    if (threshold === undefined || message === undefined || !mayHaveBorne(threshold, message)) continue;
    alertStates.set(key, { ...record, state: moveOn(record.state, message.receivedAtMs) });
  }
}

/** Of an expression it is not known which fields it needs: a message is taken for one that had them. */
function mayHaveBorne({ metric }: Threshold, message: Telemetry): boolean {
  const known = metricList.find(({ name }) => name === metric);
  return known === undefined || message[known.member] !== undefined;
}

function moveOn(state: AlertState, atMs: number): AlertState {
  const { lastSampleAtMs = atMs, heardAtMs = atMs } = state;
  return { ...state, lastSampleAtMs: Math.max(lastSampleAtMs, atMs), heardAtMs: Math.max(heardAtMs, atMs) };
}
