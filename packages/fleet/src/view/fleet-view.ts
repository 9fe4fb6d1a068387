import type { Alert } from '../alerts/alert.js';
import type { FleetEvent } from './fleet-event.js';
import type { Telemetry } from '../contract/telemetry.js';

/** What an operator sees of the fleet at one moment; plain JSON. */
export interface FleetView {
  /** By thing name. */
  devices: Readonly<Record<string, DeviceView>>;
  /** Newest first, at most {@link ALERTS_KEPT}. */
  alerts: readonly Alert[];
  counts: FleetCounts;
}

export interface DeviceView {
  thingName: string;
  isConnected: boolean;
  /** When it last registered since the backend started. */
  registeredAtMs?: number;
  /** The simulated machine's name, where the device told one. */
  label?: string;
  latest?: Telemetry;
}

/** Since the backend started. */
export interface FleetCounts {
  /** Devices, however often each registered. */
  registered: number;
  messages: number;
  alerts: number;
  refused: number;
}

/** Alerts held in the view; older ones stay in the store. */
export const ALERTS_KEPT = 100;

export const emptyFleetView: FleetView = {
  devices: {},
  alerts: [],
  counts: { registered: 0, messages: 0, alerts: 0, refused: 0 },
};

/** The view after one more event. Pure: server, terminal and page fold the same stream into the same picture. */
export function applyFleetEvent(view: FleetView, event: FleetEvent): FleetView {
  switch (event.type) {
    case 'device-registered':
      return withRegistration(view, event);
    case 'onboarding-step':
      return event.thingName === undefined ? view : withDevice(view, event.thingName, { label: event.device });
    case 'device-connected':
      return withDevice(view, event.thingName, { isConnected: true });
    case 'device-disconnected':
      return withDevice(view, event.thingName, { isConnected: false });
    case 'presence':
      return withPresence(view, event.thingNames);
    case 'telemetry-stored':
      return count(withDevice(view, event.telemetry.thingName, { latest: event.telemetry }), { messages: 1 });
    case 'alert-raised':
      return count(withAlert(view, event.alert), { alerts: 1 });
    case 'alert-repeated':
    case 'alert-cleared':
      return withAlert(view, event.alert);
    case 'registration-refused':
    case 'connection-refused':
    case 'topic-refused':
    case 'telemetry-refused':
      return count(view, { refused: 1 });
    case 'backend-failed':
    case 'data-missing':
    case 'data-resumed':
      return view;
  }
}

/** A cord registers at every start and may repeat itself; it counts once. */
function withRegistration(view: FleetView, { thingName, atMs }: { thingName: string; atMs: number }): FleetView {
  const isCounted = view.devices[thingName]?.registeredAtMs !== undefined;
  return count(withDevice(view, thingName, { registeredAtMs: atMs }), { registered: isCounted ? 0 : 1 });
}

function withDevice(view: FleetView, thingName: string, change: Partial<DeviceView>): FleetView {
  const known = view.devices[thingName] ?? { thingName, isConnected: false };
  return { ...view, devices: { ...view.devices, [thingName]: { ...known, ...change } } };
}

/** The same view where it is right already: whoever draws it then has nothing to draw anew. */
function withPresence(view: FleetView, thingNames: readonly string[]): FleetView {
  const connected = new Set(thingNames);
  const wrong = new Set(thingNames.filter((thingName) => view.devices[thingName]?.isConnected !== true));
  for (const { thingName, isConnected } of Object.values(view.devices)) {
    if (isConnected && !connected.has(thingName)) wrong.add(thingName);
  }
  return [...wrong].reduce((told, name) => withDevice(told, name, { isConnected: connected.has(name) }), view);
}

function withAlert(view: FleetView, alert: Alert): FleetView {
  const others = view.alerts.filter(({ id }) => id !== alert.id);
  return { ...view, alerts: [alert, ...others].toSorted((a, b) => b.raisedAtMs - a.raisedAtMs).slice(0, ALERTS_KEPT) };
}

function count(view: FleetView, by: Partial<FleetCounts>): FleetView {
  const { registered, messages, alerts, refused } = view.counts;
  return {
    ...view,
    counts: {
      registered: registered + (by.registered ?? 0),
      messages: messages + (by.messages ?? 0),
      alerts: alerts + (by.alerts ?? 0),
      refused: refused + (by.refused ?? 0),
    },
  };
}
