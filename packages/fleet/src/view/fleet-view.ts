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

/** The same view, for whoever keeps one that nobody else holds. */
export interface LiveFleetView {
  /** A device that changes is another object: whoever holds one sees it as it was. */
  devices: Record<string, DeviceView>;
  alerts: readonly Alert[];
  counts: FleetCounts;
}

/**
 * The view after more events, the same where nothing changes; its parts are other objects where they do. Pure. Takes many at once:
 * the devices are copied once for all of them.
 */
export function applyFleetEvents(view: FleetView, events: readonly FleetEvent[]): FleetView {
  const devices = { ...view.devices };
  const next: LiveFleetView = { ...view, devices };
  let isOther = false;
  for (const event of events) isOther = foldFleetEvent(next, event) || isOther;
  return isOther ? next : view;
}

/** Takes one more event into a view, in place; false where nothing changes. */
export function foldFleetEvent(view: LiveFleetView, event: FleetEvent): boolean {
  switch (event.type) {
    case 'device-registered':
      return foldRegistration(view, event);
    case 'onboarding-step':
      return event.thingName !== undefined && setDevice(view, event.thingName, { label: event.device });
    case 'device-connected':
      return setDevice(view, event.thingName, { isConnected: true });
    case 'device-disconnected':
      return setDevice(view, event.thingName, { isConnected: false });
    case 'presence':
      return foldPresence(view, event.thingNames);
    case 'telemetry-stored':
      setDevice(view, event.telemetry.thingName, { latest: event.telemetry });
      return count(view, 'messages', event.messages);
    case 'alert-raised':
      setAlert(view, event.alert);
      return count(view, 'alerts');
    case 'alert-repeated':
    case 'alert-cleared':
      return setAlert(view, event.alert);
    case 'registration-refused':
    case 'connection-refused':
    case 'topic-refused':
    case 'telemetry-refused':
      return count(view, 'refused');
    case 'backend-failed':
    case 'data-missing':
    case 'data-resumed':
      return false;
  }
}

/** A cord registers at every start and may repeat itself; it counts once. */
function foldRegistration(view: LiveFleetView, { thingName, atMs }: { thingName: string; atMs: number }): boolean {
  const isCounted = view.devices[thingName]?.registeredAtMs !== undefined;
  setDevice(view, thingName, { registeredAtMs: atMs });
  return isCounted || count(view, 'registered');
}

function setDevice(view: LiveFleetView, thingName: string, change: Partial<DeviceView>): true {
  const known = view.devices[thingName] ?? { thingName, isConnected: false };
  view.devices[thingName] = { ...known, ...change };
  return true;
}

/** Nothing changes where it is right already: whoever draws it then has nothing to draw anew. */
function foldPresence(view: LiveFleetView, thingNames: readonly string[]): boolean {
  const connected = new Set(thingNames);
  const wrong = new Set(thingNames.filter((thingName) => view.devices[thingName]?.isConnected !== true));
  for (const { thingName, isConnected } of Object.values(view.devices)) {
    if (isConnected && !connected.has(thingName)) wrong.add(thingName);
  }
  for (const name of wrong) setDevice(view, name, { isConnected: connected.has(name) });
  return wrong.size > 0;
}

/** Newest first: mostly the first, or one near it. */
function setAlert(view: LiveFleetView, alert: Alert): true {
  const others = view.alerts.filter(({ id }) => id !== alert.id);
  const older = others.findIndex(({ raisedAtMs }) => raisedAtMs <= alert.raisedAtMs);
  const place = older === -1 ? others.length : older;
  view.alerts = [...others.slice(0, place), alert, ...others.slice(place)].slice(0, ALERTS_KEPT);
  return true;
}

function count(view: LiveFleetView, what: keyof FleetCounts, by = 1): true {
  view.counts = { ...view.counts, [what]: view.counts[what] + by };
  return true;
}
