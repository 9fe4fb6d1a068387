import type { FleetEvent, FleetEventOf } from '@cord/fleet';
import type { EventStream } from './event-stream.js';
import { FeedReader, type NewestMessage } from './feed-reader.js';

/** For an eye, as often as a figure may change. */
const TELL_EVERY_MS = 250;

type Stored = FleetEventOf<'telemetry-stored'>;

/**
 * The events as pages get them, each written out once for all: what happens is told at once, but of a thing's messages the newest
 * alone, four times a second at most, with how many it stands for.
 */
export class EventFeed {
  readonly #events: Pick<EventStream, 'subscribe'>;
  readonly #readers = new Set<FeedReader>();
  /** The newest of each thing that has not been told yet. */
  readonly #held = new Map<string, { event: Stored; messages: number }>();
  #end: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(events: Pick<EventStream, 'subscribe'>) {
    this.#events = events;
  }

  /** Gets what happens from now on. `onEnd` is called once: when it is ended, by its owner or as it has fallen too far behind. */
  open(onEnd: () => void = () => {}): FeedReader {
    if (this.#readers.size === 0) this.#begin();
    // A reader that comes later has these in its view already.
    else this.#tellHeld();
    const reader = new FeedReader(() => {
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#stop();
      onEnd();
    });
    this.#readers.add(reader);
    return reader;
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
    if (event.type === 'telemetry-stored') return this.#hold(event);
    const text = JSON.stringify(event);
    for (const reader of this.#readers) reader.tell(text);
  }

  #hold({ messages = 1, ...event }: Stored): void {
    const held = this.#held.get(event.telemetry.thingName);
    this.#held.set(event.telemetry.thingName, { event, messages: messages + (held?.messages ?? 0) });
  }

  #tellHeld(): void {
    if (this.#held.size === 0) return;
    const told = new Map<string, NewestMessage>();
    for (const [thingName, { event, messages }] of this.#held) {
      told.set(thingName, { head: JSON.stringify(event).slice(0, -1), messages });
    }
    this.#held.clear();
    for (const reader of this.#readers) reader.tellNewest(told);
  }
}
