import type { Alert } from '../../src/alerts/alert.js';
import type { FleetEvent } from '../../src/view/fleet-event.js';
import {
  ALERTS_KEPT,
  applyFleetEvents,
  emptyFleetView,
  foldFleetEvent,
  type FleetView,
  type LiveFleetView,
} from '../../src/view/fleet-view.js';

const THING = 'CS-CORD-DK-0123f2408ea1fcf201';
const raised: Alert = {
  id: `load-on/${THING}/1000`,
  thresholdId: 'load-on',
  thingName: THING,
  severity: 'warning',
  metric: 'watts',
  value: 10.4,
  limit: 5,
  raisedAtMs: 1000,
};

function fold(...events: FleetEvent[]): FleetView {
  return applyFleetEvents(emptyFleetView, events);
}

describe('applyFleetEvents', () => {
  it('follows a device from its first step to its latest telemetry', () => {
    const view = fold(
      { atMs: 1, type: 'onboarding-step', device: 'freezer', thingName: THING, step: 'SoftAP open' },
      { atMs: 2, type: 'device-registered', thingName: THING, certificateId: 'ab', isNew: true },
      { atMs: 3, type: 'device-connected', thingName: THING },
      { atMs: 4, type: 'telemetry-stored', telemetry: { thingName: THING, receivedAtMs: 4, watts: 10.4 } },
    );
    expect(view.devices[THING]).toEqual({
      thingName: THING,
      label: 'freezer',
      isConnected: true,
      registeredAtMs: 2,
      latest: { thingName: THING, receivedAtMs: 4, watts: 10.4 },
    });
    expect(view.counts).toEqual({ registered: 1, messages: 1, alerts: 0, refused: 0 });
  });

  it('counts a device once, however often it registers', () => {
    const again = { type: 'device-registered', thingName: THING, certificateId: 'ab', isNew: false } as const;
    expect(fold({ atMs: 1, ...again }, { atMs: 2, ...again }).counts.registered).toBe(1);
  });

  it('keeps what a device last said when it leaves', () => {
    const view = fold(
      { atMs: 1, type: 'device-connected', thingName: THING },
      { atMs: 2, type: 'telemetry-stored', telemetry: { thingName: THING, receivedAtMs: 2, watts: 1 } },
      { atMs: 3, type: 'device-disconnected', thingName: THING },
    );
    expect(view.devices[THING]).toMatchObject({ isConnected: false, latest: { watts: 1 } });
  });

  it('closes the alert that was open instead of listing it twice', () => {
    const view = fold(
      { atMs: 1000, type: 'alert-raised', alert: raised },
      { atMs: 2000, type: 'alert-cleared', alert: { ...raised, clearedAtMs: 2000 } },
    );
    expect(view.alerts).toEqual([{ ...raised, clearedAtMs: 2000 }]);
    expect(view.counts.alerts).toBe(1);
  });

  it('lists the newest alerts first and lets the oldest go', () => {
    const events = Array.from({ length: ALERTS_KEPT + 5 }, (_, atMs): FleetEvent => {
      return { atMs, type: 'alert-raised', alert: { ...raised, id: `load-on/${THING}/${atMs}`, raisedAtMs: atMs } };
    });
    const { alerts, counts } = fold(...events);
    expect(alerts).toHaveLength(ALERTS_KEPT);
    expect(alerts[0]?.raisedAtMs).toBe(ALERTS_KEPT + 4);
    expect(counts.alerts).toBe(ALERTS_KEPT + 5);
  });

  it('counts every kind of refusal', () => {
    const { counts } = fold(
      { atMs: 1, type: 'registration-refused', status: 400, code: 'bad-signature', message: '' },
      { atMs: 2, type: 'connection-refused', code: 'unknown-certificate', message: '' },
      { atMs: 3, type: 'topic-refused', thingName: THING, action: 'publish', topic: 'x' },
      { atMs: 4, type: 'telemetry-refused', topic: 'x', message: '' },
      { atMs: 5, type: 'backend-failed', message: 'disk full' },
    );
    expect(counts.refused).toBe(4);
  });

  it('never changes the view it was given', () => {
    const before = fold({ atMs: 1, type: 'device-connected', thingName: THING });
    const copy = structuredClone(before);
    applyFleetEvents(before, [{ atMs: 2, type: 'device-disconnected', thingName: THING }]);
    expect(before).toEqual(copy);
  });

  it('shows exactly what is connected once that is told, whatever was lost or came in another order', () => {
    const names = ['pump', 'rack', 'saw'];
    const single = names.flatMap((thingName): FleetEvent[] => [
      { atMs: 1, type: 'device-connected', thingName },
      { atMs: 2, type: 'device-disconnected', thingName },
    ]);
    for (let seed = 0; seed < 200; seed += 1) {
      // Each bit of the seed and its products says which events came, and which things are connected.
      const came = single.filter((_, index) => ((seed * 37) >> index) & 1);
      const shuffled = came.toSorted(
        (one, other) => ((single.indexOf(one) * seed) % 7) - ((single.indexOf(other) * seed) % 7),
      );
      const connected = names.filter((_, index) => (seed >> index) & 1);
      const { devices } = fold(...shuffled, { atMs: 3, type: 'presence', thingNames: connected });
      const shown = Object.values(devices).flatMap((device) => (device.isConnected ? [device.thingName] : []));
      expect(shown.toSorted()).toEqual(connected);
    }
  });

  it('stays the same view where presence tells nothing new', () => {
    const view = fold(
      { atMs: 1, type: 'device-connected', thingName: THING },
      { atMs: 2, type: 'device-connected', thingName: 'rack' },
      { atMs: 3, type: 'device-disconnected', thingName: 'rack' },
    );
    expect(applyFleetEvents(view, [{ atMs: 4, type: 'presence', thingNames: [THING] }])).toBe(view);
  });
});

const stored = (thingName: string, watts: number): FleetEvent => {
  return { atMs: watts, type: 'telemetry-stored', telemetry: { thingName, receivedAtMs: watts, watts } };
};

describe('foldFleetEvent', () => {
  const things = Array.from({ length: 1000 }, (_, index) => `thing-${index}`);
  const events = things.flatMap((thingName, index): FleetEvent[] => [
    { atMs: index, type: 'device-connected', thingName },
    stored(thingName, index),
    { ...stored(thingName, index + 1), messages: 4 } as FleetEvent,
    {
      atMs: index,
      type: 'alert-raised',
      alert: { ...raised, thingName, id: `load-on/${thingName}`, raisedAtMs: index },
    },
  ]);

  it('adds up to the same as a view that is made anew with each event, or with all of them', () => {
    const live: LiveFleetView = { ...emptyFleetView, devices: {} };
    for (const event of events) foldFleetEvent(live, event);
    expect(live).toEqual(fold(...events));
    expect(live).toEqual(events.reduce<FleetView>((view, event) => applyFleetEvents(view, [event]), emptyFleetView));
    expect(live.counts).toEqual({ registered: 0, messages: 5000, alerts: 1000, refused: 0 });
  });

  it('touches the one device that an event is about, and leaves whoever holds the one before as it was', () => {
    const live: LiveFleetView = { ...emptyFleetView, devices: {} };
    for (const event of events) foldFleetEvent(live, event);
    const { devices } = live;
    const before = { ...devices };
    foldFleetEvent(live, stored('thing-7', 77));
    expect(live.devices).toBe(devices);
    expect(things.filter((thingName) => devices[thingName] !== before[thingName])).toEqual(['thing-7']);
    expect(before['thing-7']?.latest?.watts).toBe(8);
  });
});
