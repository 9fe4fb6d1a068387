import type { FleetView } from '@cord/fleet';
import { Hono } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import { EventFeed } from '../view/event-feed.js';
import type { FeedReader } from '../view/feed-reader.js';
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

/**
 * The fleet as operators see it, read only:
 * `GET /api/fleet` the view now · `GET /api/events` the view, then the events as they happen, of a thing's messages the newest, with
 * how many it stands for (text/event-stream; see {@link EventFeed}). A page that has fallen too far behind is let go of: it connects
 * anew and gets the whole view.
 */
export function viewRoutes({ status, events }: ViewRoutesOptions): Hono {
  const routes = new Hono();
  const feed = new EventFeed(events);
  routes.get('/api/fleet', (context) => context.json(status()));
  routes.get('/api/events', (context) =>
    streamSSE(context, async (stream) => {
      const reader = feed.open(() => stream.abort());
      stream.onAbort(() => reader.end());
      try {
        // In the same turn: no event is in both, and none in neither.
        await stream.write(formatMessage('fleet', JSON.stringify(status())));
        await writeEvents(stream, reader);
      } finally {
        reader.end();
      }
    }),
  );
  return routes;
}

/** Returns once the reader is gone, or was let go of. */
async function writeEvents(stream: SSEStreamingApi, reader: FeedReader): Promise<void> {
  while (!stream.aborted) {
    const events = reader.take();
    if (events.length > 0) {
      await stream.write(events.map((event) => formatMessage('fleet-event', event)).join(''));
    } else if (await reader.isQuietFor(HEARTBEAT_MS)) {
      await stream.write(': still here\n\n');
    }
  }
}

/** Shape of `json`: one line. Source: WHATWG HTML, server-sent events, 9.2.6. */
function formatMessage(event: string, json: string): string {
  return `event: ${event}\ndata: ${json}\n\n`;
}
