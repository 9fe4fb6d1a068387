import type { FleetEvent } from '@cord/fleet';
import { MOST_QUEUED_EVENTS, viewRoutes, type FleetStatus } from '../../src/http/view-routes.js';
import { EventStream } from '../../src/view/event-stream.js';

const connected = (atMs: number): FleetEvent => ({ atMs, type: 'device-connected', thingName: 'pump' });

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
  it('gives the view, then every event in its order', async () => {
    const { events, reader } = await openStream();
    expect((await reader.next()).value).toMatchObject({ mode: 'local', view: { devices: {} } });
    for (const atMs of [1, 2, 3]) events.emit(connected(atMs));
    for (const atMs of [1, 2, 3]) expect((await reader.next()).value).toEqual(connected(atMs));
    await reader.return(undefined);
  });

  it('ends a stream whose reader has fallen too far behind, and lets go of it', async () => {
    const { events, reader, listeners } = await openStream();
    await reader.next();
    expect(listeners()).toBe(1);
    for (let count = 0; count <= MOST_QUEUED_EVENTS; count += 1) events.emit(connected(count));
    let given = 0;
    // More than this many would be all there are: the stream was not ended, and waits for the next.
    while (given < MOST_QUEUED_EVENTS && !(await reader.next()).done) given += 1;
    expect(given).toBeLessThan(10);
    expect(listeners()).toBe(0);
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
