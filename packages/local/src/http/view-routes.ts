import type { FleetView } from '@cord/fleet';
import { Hono } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import { EventFeed } from '../view/event-feed.js';
import type { EventStream } from '../view/event-stream.js';

/** What `GET /api/fleet` answers. */
export interface FleetStatus {
  mode: 'local';
  apiUrl: string;
  iotUrl: string;
  /** As in `endpoint.json`, and in the header of every answer. */
  instanceId: string;
  startedAtMs: number;
  view: FleetView;
}

export interface ViewRoutesOptions {
  status: () => FleetStatus;
  events: Pick<EventStream, 'subscribe'>;
}

/** A page that hears nothing for this long may take the link for lost. */
const HEARTBEAT_MS = 15_000;
/** An event stream that falls this far behind is ended; the page connects anew and gets the whole view. */
export const MOST_QUEUED_EVENTS = 10_000;

/**
 * The fleet as operators see it, read only:
 * `GET /api/fleet` the view now · `GET /api/events` the view, then the events as they happen, of a thing's messages the newest
 * (text/event-stream; see {@link EventFeed}).
 */
export function viewRoutes({ status, events }: ViewRoutesOptions): Hono {
  const routes = new Hono();
  const feed = new EventFeed(events);
  routes.get('/api/fleet', (context) => context.json(status()));
  routes.get('/api/events', (context) =>
    streamSSE(context, async (stream) => {
      const queue = new EventQueue();
      const unsubscribe = feed.subscribe((told) => queue.push(told));
      // In the same turn: no event is in both, and none in neither.
      const first = JSON.stringify(status());
      stream.onAbort(() => queue.wake());
      try {
        await stream.writeSSE({ event: 'fleet', data: first });
        await writeEvents(stream, queue);
      } finally {
        unsubscribe();
      }
    }),
  );
  return routes;
}

/** Returns once the reader is gone or has fallen too far behind. */
async function writeEvents(stream: SSEStreamingApi, queue: EventQueue): Promise<void> {
  while (!stream.aborted && queue.length < MOST_QUEUED_EVENTS) {
    const event = queue.shift();
    if (event !== undefined) {
      await stream.writeSSE({ event: 'fleet-event', data: event });
    } else if (await queue.isQuietFor(HEARTBEAT_MS)) {
      await stream.write(': still here\n\n');
    }
  }
}

/** What has happened and is not written yet. */
class EventQueue {
  #events: string[] = [];
  #next = 0;
  #wake: () => void = () => {};

  get length(): number {
    return this.#events.length - this.#next;
  }

  push(events: readonly string[]): void {
    this.#events.push(...events);
    this.wake();
  }

  shift(): string | undefined {
    if (this.#next === this.#events.length) [this.#events, this.#next] = [[], 0];
    const event = this.#events[this.#next];
    if (event !== undefined) this.#next += 1;
    return event;
  }

  wake(): void {
    this.#wake();
  }

  /** True when the time passed, false when woken before. */
  isQuietFor(quietMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), quietMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }
}
