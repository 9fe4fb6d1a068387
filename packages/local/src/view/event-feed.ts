import type { FleetEvent, FleetEventOf } from '@cord/fleet';
import type { EventStream } from './event-stream.js';

/** For an eye, as often as a figure may change. */
const TELL_EVERY_MS = 250;

type Stored = FleetEventOf<'telemetry-stored'>;

/**
 * The events as pages get them, each written out once for all: what happens is told at once, but of a thing's messages the newest
 * alone, four times a second, with how many it stands for.
 */
export class EventFeed {
  readonly #events: Pick<EventStream, 'subscribe'>;
  readonly #readers = new Set<(events: readonly string[]) => void>();
  /** The newest of each thing that has not been told yet. */
  readonly #held = new Map<string, Stored>();
  #end: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(events: Pick<EventStream, 'subscribe'>) {
    this.#events = events;
  }

  /** Shape: each event as JSON. Returns what ends the subscription. */
  subscribe(reader: (events: readonly string[]) => void): () => void {
    if (this.#readers.size === 0) this.#begin();
    else this.#tellHeld();
    this.#readers.add(reader);
    return () => {
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#stop();
    };
  }

  #begin(): void {
    this.#end = this.#events.subscribe((event) => this.#hear(event));
    this.#timer = setInterval(() => this.#tellHeld(), TELL_EVERY_MS);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#end();
    this.#held.clear();
  }

  #hear(event: FleetEvent): void {
    if (event.type !== 'telemetry-stored') return this.#tell([JSON.stringify(event)]);
    const { thingName } = event.telemetry;
    const messages = (this.#held.get(thingName)?.messages ?? 0) + (event.messages ?? 1);
    this.#held.set(thingName, { ...event, messages });
  }

  /** A reader that comes later has these in its view already: it gets what is held before it was there by no event. */
  #tellHeld(): void {
    if (this.#held.size === 0) return;
    const events = [...this.#held.values()].map((event) => JSON.stringify(event));
    this.#held.clear();
    this.#tell(events);
  }

  #tell(events: readonly string[]): void {
    for (const reader of this.#readers) reader(events);
  }
}
