/** The newest of a thing's messages, as JSON but for its end; and how many it stands for. */
export interface NewestMessage {
  head: string;
  messages: number;
}

/** Units: characters of JSON. Who is this far behind has lost touch, and begins anew with the whole view. */
export const MOST_BEHIND = 4 * 1024 * 1024;

/**
 * What is told and one reader has not taken yet: every event in its order, but of a thing's messages the newest alone. However slow
 * the reader is, no more than that is kept.
 */
export class FeedReader {
  #events: string[] = [];
  #behind = 0;
  readonly #newest = new Map<string, NewestMessage>();
  #isEnded = false;
  #wake: () => void = () => {};
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  tell(event: string): void {
    this.#events.push(event);
    this.#behind += event.length;
    if (this.#behind > MOST_BEHIND) this.end();
    else this.#wake();
  }

  tellNewest(told: ReadonlyMap<string, NewestMessage>): void {
    for (const [thingName, { head, messages }] of told) {
      const left = this.#newest.get(thingName)?.messages ?? 0;
      this.#newest.set(thingName, { head, messages: left + messages });
    }
    this.#wake();
  }

  /** Shape: each event as JSON. */
  take(): readonly string[] {
    const newest = [...this.#newest.values()].map(({ head, messages }) => `${head},"messages":${messages}}`);
    const events = [...this.#events, ...newest];
    this.#clear();
    return events;
  }

  /** Nothing is kept for it any more. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#clear();
    this.#onEnd();
    this.#wake();
  }

  /** True when the time passed, false when there was something before. */
  isQuietFor(quietMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), quietMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }

  #clear(): void {
    this.#events = [];
    this.#behind = 0;
    this.#newest.clear();
  }
}
