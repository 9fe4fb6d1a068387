import type { AlertChange, FleetEvent } from '@cord/fleet';

/** What operators hear of what came of a threshold. */
export function eventOf({ thresholdId, thingName, transition, alert }: AlertChange): FleetEvent | undefined {
  const { type, atMs } = transition;
  if (type === 'no-data') return { atMs, type: 'data-missing', thresholdId, thingName };
  if (type === 'data-resumed') return { atMs, type, thresholdId, thingName };
  if (alert === undefined) return undefined;
  const value = transition.type === 'cleared' ? transition.value : undefined;
  return { atMs, type: `alert-${type}`, alert, ...(value !== undefined && { value }) };
}
