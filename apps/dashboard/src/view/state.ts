import { applyFleetEvents, type FleetEvent, type FleetView } from '@cord/fleet/view';
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

/** The slice after more messages of the backend. Pure. */
export function stepView(state: ViewState, messages: readonly PushMessage[]): ViewState {
  let { status, statusesHeard } = state;
  let events: FleetEvent[] = [];
  for (const message of messages) {
    if (message.type === 'fleet-event') events.push(message.event);
    else {
      // All there is: what was told before it is in it.
      [status, statusesHeard, events] = [message.status, statusesHeard + 1, []];
    }
  }
  if (status === undefined) return state;
  const view = applyFleetEvents(status.view, events);
  return { status: { ...status, view }, statusesHeard, names: namesOf(view, state.names) };
}

function namesOf({ devices }: FleetView, known: ViewState['names']): ViewState['names'] {
  const all = Object.values(devices);
  const isUnchanged =
    all.length === Object.keys(known).length && all.every((device) => known[device.thingName] === nameOf(device));
  return isUnchanged ? known : Object.fromEntries(all.map((device) => [device.thingName, nameOf(device)]));
}
