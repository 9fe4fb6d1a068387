import type { FleetEvent } from '@cord/fleet/view';
import type { FleetStatus } from '@cord/local';
import { chartRanges } from '../src/telemetry/chart-range.js';
import type { PushMessage } from '../src/link/push-channel.js';
import { firstPageState, stepPage, type PageState } from '../src/page-state.js';
import { PROBLEMS_KEPT } from '../src/problems/state.js';
import { freezer, heater, loadAlert, pump, recordedStatus, telemetryAt, telemetryStored } from './recorded-fleet.js';

const AT_MS = 1_800_000_000_000;

const hear = (state: PageState, ...messages: PushMessage[]) => stepPage(state, { type: 'messages-heard', messages });
const told = (status: FleetStatus): PushMessage => ({ type: 'fleet', status });
const happened = (event: FleetEvent): PushMessage => ({ type: 'fleet-event', event });
const begun = hear(firstPageState, told(recordedStatus(AT_MS)));

describe('messages', () => {
  it('fold into the view that the backend began with', () => {
    const state = hear(begun, happened(telemetryStored(pump, AT_MS + 1000)));
    expect(state.view.status?.view.devices[pump.thingName]?.latest).toEqual(telemetryAt(pump, AT_MS + 1000));
    expect(state.view.status?.view.counts.messages).toBe(1288);
  });

  it('mean nothing before the backend has told where it stands', () => {
    expect(hear(firstPageState, happened(telemetryStored(pump, AT_MS)))).toEqual(firstPageState);
  });

  it('give way to what the backend tells after a reconnection', () => {
    const state = hear(begun, happened({ atMs: AT_MS, type: 'device-disconnected', thingName: pump.thingName }));
    const again = hear(state, told(recordedStatus(AT_MS + 9000)));
    expect(again.view.status).toEqual(recordedStatus(AT_MS + 9000));
    expect(again.view.statusesHeard).toBe(2);
  });

  it('may stand for several: each counts, and the newest is shown', () => {
    const newest = { ...telemetryStored(pump, AT_MS + 1000), messages: 40 } as FleetEvent;
    const { status } = hear(begun, happened(newest)).view;
    expect(status?.view.counts.messages).toBe(1287 + 40);
    expect(status?.view.devices[pump.thingName]?.latest).toEqual(telemetryAt(pump, AT_MS + 1000));
  });

  it('of a thousand things come to the same in one piece as one by one', () => {
    const pieces = Array.from({ length: 4000 }, (_, index) => {
      const machine = { ...pump, thingName: `thing-${index % 1000}` };
      return happened({ ...telemetryStored(machine, AT_MS + index), messages: 1 + (index % 3) } as FleetEvent);
    });
    pieces.splice(1234, 0, happened({ atMs: AT_MS, type: 'alert-raised', alert: loadAlert(heater, AT_MS) }));
    pieces.splice(2345, 0, happened({ atMs: AT_MS, type: 'backend-failed', message: 'disk full' }));
    const atOnce = hear(begun, ...pieces);
    expect(pieces.reduce((state, piece) => hear(state, piece), begun)).toEqual(atOnce);
    expect(atOnce.view.status?.view.counts).toMatchObject({ messages: 1287 + 7999, alerts: 4 });
  });

  it('that came before the backend told anew are in what it told', () => {
    const again = hear(begun, happened(telemetryStored(pump, AT_MS + 1)), told(recordedStatus(AT_MS + 9000)));
    expect(again.view.status).toEqual(recordedStatus(AT_MS + 9000));
    expect(again.telemetry.histories[pump.thingName]).toHaveLength(1);
  });

  it('lengthen the history of the thing they come from, and of no other', () => {
    const state = hear(begun, happened(telemetryStored(pump, AT_MS)), happened(telemetryStored(pump, AT_MS + 1000)));
    expect(state.telemetry.histories[pump.thingName]?.map(({ atMs }) => atMs)).toEqual([AT_MS, AT_MS + 1000]);
    expect(state.telemetry.histories[freezer.thingName]).toBeUndefined();
  });

  it('keep no more history than the chosen range shows', () => {
    const rangeMs = begun.telemetry.range.lengthMs;
    const state = hear(
      begun,
      happened(telemetryStored(pump, AT_MS)),
      happened(telemetryStored(pump, AT_MS + rangeMs + 1)),
    );
    expect(state.telemetry.histories[pump.thingName]).toHaveLength(1);
  });
});

describe('alerts', () => {
  it('are told in words when raised and when cleared', () => {
    const raised = hear(begun, happened({ atMs: AT_MS, type: 'alert-raised', alert: loadAlert(heater, AT_MS) }));
    expect(raised.news).toBe('Alert: heater, load-on, watts 1,499.8 W, limit 5.0 W');
    const alert = loadAlert(heater, AT_MS, AT_MS + 5000);
    expect(hear(raised, happened({ atMs: AT_MS, type: 'alert-cleared', alert })).news).toBe('Cleared: heater, load-on');
  });

  it('stay told while other things happen', () => {
    const raised = hear(begun, happened({ atMs: AT_MS, type: 'alert-raised', alert: loadAlert(heater, AT_MS) }));
    expect(hear(raised, happened(telemetryStored(pump, AT_MS))).news).toBe(raised.news);
  });
});

describe('history', () => {
  const older = [AT_MS - 2000, AT_MS - 1000].map((atMs) => ({ atMs, watts: 5 }));
  const sinceMs = AT_MS - 60_000;

  it('joins what the live stream told meanwhile', () => {
    const live = hear(begun, happened(telemetryStored(pump, AT_MS)));
    const state = stepPage(live, {
      type: 'history-read',
      thingName: pump.thingName,
      history: older,
      isCut: false,
      sinceMs,
    });
    expect(state.telemetry.histories[pump.thingName]?.map(({ atMs }) => atMs)).toEqual([
      AT_MS - 2000,
      AT_MS - 1000,
      AT_MS,
    ]);
  });

  it('is said to be missing until it could be read', () => {
    const failed = stepPage(begun, { type: 'history-failed', thingName: pump.thingName, reason: 'answered 500' });
    expect(failed.telemetry.historyFailures).toEqual({ [pump.thingName]: 'answered 500' });
    const read = stepPage(failed, {
      type: 'history-read',
      thingName: pump.thingName,
      history: older,
      isCut: false,
      sinceMs,
    });
    expect(read.telemetry.historyFailures).toEqual({});
    const cut = stepPage(begun, {
      type: 'history-read',
      thingName: pump.thingName,
      history: older,
      isCut: true,
      sinceMs,
    });
    expect(cut.telemetry.historyFailures).toEqual({ [pump.thingName]: 'earlier samples are too many to be shown' });
    expect(cut.telemetry.histories[pump.thingName]).toEqual(older);
  });
});

it('keeps the newest problems, so many and no more', () => {
  const failures = Array.from({ length: PROBLEMS_KEPT + 5 }, (_, index) =>
    happened({ atMs: AT_MS + index, type: 'backend-failed', message: `failure ${index}` }),
  );
  const { problems } = hear(begun, ...failures);
  expect(problems).toHaveLength(PROBLEMS_KEPT);
  expect(problems[0]?.detail).toBe(`failure ${PROBLEMS_KEPT + 4}`);
});

it('takes the chosen range and the state of the link as they come', () => {
  for (const range of chartRanges) expect(stepPage(begun, { type: 'range-chosen', range }).telemetry.range).toBe(range);
  const link = { state: 'lost', sinceMs: AT_MS, reason: 'the backend ended the stream' } as const;
  const lost = stepPage(begun, { type: 'link-changed', link });
  expect(lost).toEqual({ ...begun, link });
});

describe('a slice', () => {
  it('is the same object until something in it changes, whatever else happens', () => {
    const measured = hear(begun, happened(telemetryStored(pump, AT_MS)));
    expect(measured.view.names).toBe(begun.view.names);
    expect(measured.view.status?.view.alerts).toBe(begun.view.status?.view.alerts);
    expect(measured.problems).toBe(begun.problems);
    const alert = loadAlert(heater, AT_MS);
    const alerted = hear(measured, happened({ atMs: AT_MS, type: 'alert-raised', alert }));
    expect(alerted.telemetry).toBe(measured.telemetry);
    const ticked = stepPage(alerted, { type: 'clock-ticked', nowMs: AT_MS });
    expect([ticked.view, ticked.telemetry]).toEqual([alerted.view, alerted.telemetry]);
    expect(ticked.nowMs).toBe(AT_MS);
  });
});
