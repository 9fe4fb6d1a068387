import { applyFleetEvents, type FleetEvent, type FleetView } from '@cord/fleet';
import { viewRoutes, type FleetStatus } from '../../src/http/view-routes.js';
import { EventStream } from '../../src/view/event-stream.js';
import { MOST_BEHIND } from '../../src/view/feed-reader.js';

// Under native ESM jest is no global.
const { jest } = import.meta;

const connected = (atMs: number): FleetEvent => ({ atMs, type: 'device-connected', thingName: 'pump' });

const stored = (thingName: string, watts: number): FleetEvent => {
  return { atMs: watts, type: 'telemetry-stored', telemetry: { thingName, receivedAtMs: watts, watts } };
};

async function openStream() {
  const events = new EventStream();
  let listeners = 0;
  const status = (): FleetStatus => ({
    mode: 'local',
    apiUrl: 'http://127.0.0.1:8020',
    iotUrl: '127.0.0.1:8883',
    instanceId: 'id-1',
    startedAtMs: 0,
    view: events.view,
  });
  const routes = viewRoutes({
    status,
    events: {
      subscribe: (listener) => {
        listeners += 1;
        const unsubscribe = events.subscribe(listener);
        return () => {
          listeners -= 1;
          unsubscribe();
        };
      },
    },
  });
  const response = await routes.request('/api/events');
  const reader = readLines(response);
  return { events, reader, listeners: () => listeners };
}

/** The `data` of each event that arrives. */
async function* readLines(response: Response): AsyncGenerator {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice('data: '.length));
  }
}

describe('GET /api/events', () => {
  afterEach(() => void jest.useRealTimers());

  it('gives the view, then every event in its order', async () => {
    const { events, reader } = await openStream();
    expect((await reader.next()).value).toMatchObject({ mode: 'local', view: { devices: {} } });
    for (const atMs of [1, 2, 3]) events.emit(connected(atMs));
    for (const atMs of [1, 2, 3]) expect((await reader.next()).value).toEqual(connected(atMs));
    await reader.return(undefined);
  });

  it('gives a slow reader of a thousand things the newest of each, no less of what else happens, and the right counts', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const { events, reader } = await openStream();
    const { view } = (await reader.next()).value as FleetStatus;
    const things = Array.from({ length: 1000 }, (_, index) => `thing-${index}`);
    for (let round = 0; round < 20; round += 1) {
      for (const thingName of things) events.emit(stored(thingName, round));
      events.emit(connected(round));
      jest.advanceTimersByTime(250);
    }
    const given: FleetEvent[] = [];
    let shown: FleetView = view;
    while (shown.counts.messages < 20_000) {
      given.push((await reader.next()).value);
      shown = applyFleetEvents(view, given);
    }
    expect(shown).toEqual(events.view);
    expect(given.filter(({ type }) => type === 'device-connected')).toHaveLength(20);
    // What lay in the stream when it filled up, and then once each: not 20 of each.
    expect(given.length).toBeLessThan(4000);
    await reader.return(undefined);
  });

  it('ends a stream whose reader has fallen too far behind, and keeps nothing for it from then on', async () => {
    const { events, reader, listeners } = await openStream();
    await reader.next();
    expect(listeners()).toBe(1);
    const failed: FleetEvent = { atMs: 1, type: 'backend-failed', message: 'x'.repeat(1000) };
    for (let count = 0; count < MOST_BEHIND / 1000; count += 1) events.emit(failed);
    // Though the reader has not taken anything since.
    expect(listeners()).toBe(0);
    let given = 0;
    while (given < MOST_BEHIND / 1000 && !(await reader.next()).done) given += 1;
    expect(given).toBeLessThan(10);
  });

  it('lets go of a reader that is gone', async () => {
    const { events, reader, listeners } = await openStream();
    await reader.next();
    await reader.return(undefined);
    events.emit(connected(1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(listeners()).toBe(0);
  });
});
