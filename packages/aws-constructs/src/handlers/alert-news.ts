import type { AlertChange } from '@cord/fleet';
import type { AlertState } from '@cord/rules';

/**
 * What is worth telling between two states of one (threshold, thing). The step itself knows it too, but a state that was
 * written has its news beside it, so that a notification which failed can be sent again.
 */
export function findNews(previous: AlertState | undefined, state: AlertState): AlertChange['type'] | undefined {
  if (state.open?.raisedAtMs !== previous?.open?.raisedAtMs) return state.open === undefined ? 'cleared' : 'raised';
  if (state.phase === 'no-data' && previous?.phase !== 'no-data') return 'no-data';
  if (toldAtMs(state) > toldAtMs(previous)) return 'repeated';
  return previous?.phase === 'no-data' && state.phase !== 'no-data' ? 'data-resumed' : undefined;
}

function toldAtMs(state: AlertState | undefined): number {
  return state?.open?.toldAtMs ?? 0;
}
