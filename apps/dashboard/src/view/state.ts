import { applyFleetEvent, type FleetView } from '@cord/fleet/view';
import type { FleetStatus } from '@cord/local';
import type { PushMessage } from '../link/push-channel.js';
import { nameOf } from './device-name.js';

/** The fleet as the backend tells of it. */
export interface ViewState {
  /** As the backend told it, its view folded on from there; `undefined` before the first word. */
  status: FleetStatus | undefined;
  /** How often the backend told all there is: with each, histories may have holes. */
  statusesHeard: number;
  /** What each thing is called, by thing name; the same object until a name changes. */
  names: Readonly<Record<string, string>>;
}

export const firstViewState: ViewState = { status: undefined, statusesHeard: 0, names: {} };

/** The slice after one more message of the backend. Pure. */
export function stepView(state: ViewState, message: PushMessage): ViewState {
  if (message.type === 'fleet') {
    const { status } = message;
    return { status, statusesHeard: state.statusesHeard + 1, names: namesOf(status.view, state.names) };
  }
  if (state.status === undefined) return state;
  const view = applyFleetEvent(state.status.view, message.event);
  return { ...state, status: { ...state.status, view }, names: namesOf(view, state.names) };
}

function namesOf({ devices }: FleetView, known: ViewState['names']): ViewState['names'] {
  const all = Object.values(devices);
  const isUnchanged =
    all.length === Object.keys(known).length && all.every((device) => known[device.thingName] === nameOf(device));
  return isUnchanged ? known : Object.fromEntries(all.map((device) => [device.thingName, nameOf(device)]));
}
