import type { FleetEvent, FleetView } from '@cord/fleet';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { EventStream } from '../view/event-stream.js';
import type { DuckDbDeviceRegistry } from '../stores/device-registry.js';
import type { DuckDbTelemetryStore } from '../stores/telemetry-store.js';

/** What `GET /api/fleet` answers. */
export interface FleetStatus {
  mode: 'local';
  apiUrl: string;
  iotUrl: string;
  startedAtMs: number;
  view: FleetView;
}

export interface FleetRoutesOptions {
  status: () => FleetStatus;
  events: EventStream;
  registry: DuckDbDeviceRegistry;
  telemetry: DuckDbTelemetryStore;
}

/** A page that hears nothing for this long may take the link for lost. */
const HEARTBEAT_MS = 15_000;
/** An event stream that falls this far behind is ended; the page connects anew and gets the whole view. */
const MOST_QUEUED_EVENTS = 10_000;

/**
 * The operator's side of the API, read only:
 * `GET /api/fleet` the view now · `GET /api/events` the view, then every event as it happens (text/event-stream) ·
 * `GET /api/devices` the registry · `GET /api/telemetry?thing=…&sinceMs=…` history, oldest first.
 */
export function fleetRoutes({ status, events, registry, telemetry }: FleetRoutesOptions): Hono {
  const routes = new Hono();
  routes.get('/api/fleet', (context) => context.json(status()));
  routes.get('/api/devices', async (context) => context.json({ devices: await registry.listThings() }));
  routes.get('/api/telemetry', async (context) => {
    const thingName = context.req.query('thing');
    const sinceMs = Number(context.req.query('sinceMs') ?? 0);
    if (thingName === undefined || !Number.isSafeInteger(sinceMs) || sinceMs < 0) {
      return context.json(
        { error: { code: 'invalid-query', message: 'expected thing=<name> and sinceMs=<epoch milliseconds>' } },
        400,
      );
    }
    return context.json({ telemetry: await telemetry.readSince(thingName, sinceMs) });
  });
  routes.get('/api/events', (context) =>
    streamSSE(context, async (stream) => {
      const queue: FleetEvent[] = [];
      let wake = noWaiter;
      const unsubscribe = events.subscribe((event) => {
        queue.push(event);
        wake();
      });
      stream.onAbort(() => wake());
      try {
        await stream.writeSSE({ event: 'fleet', data: JSON.stringify(status()) });
        while (!stream.aborted && queue.length < MOST_QUEUED_EVENTS) {
          const event = queue.shift();
          if (event !== undefined) {
            await stream.writeSSE({ event: 'fleet-event', data: JSON.stringify(event) });
          } else if (await isQuietFor(HEARTBEAT_MS, (resolve) => (wake = resolve))) {
            await stream.write(': still here\n\n');
          }
        }
      } finally {
        unsubscribe();
      }
    }),
  );
  return routes;
}

const noWaiter = (): void => {};

/** True when the time passed, false when woken before. */
function isQuietFor(quietMs: number, onWake: (wake: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), quietMs);
    onWake(() => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
