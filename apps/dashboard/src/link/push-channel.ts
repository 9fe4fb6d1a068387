import type { FleetEvent } from '@cord/fleet/view';
import type { FleetStatus } from '@cord/local';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Link } from './link.js';

/** One word of the backend: everything there is, or one thing that happened. */
export type PushMessage = { type: 'fleet'; status: FleetStatus } | { type: 'fleet-event'; event: FleetEvent };

export interface PushChannelOptions {
  /** The event stream, `…/api/events`. */
  url: string;
  /** All messages of one piece of the stream at once: a page that fell behind catches up in one drawing. */
  onMessages: (messages: readonly PushMessage[]) => void;
  onLink: (link: Link) => void;
  /** Silence after which the link counts as lost. @default 35 s: two heartbeats missed. */
  quietLimitMs?: number;
  /** Waited before each further try, the last one over and over. */
  retryDelaysMs?: readonly number[];
}

const DEFAULT_QUIET_LIMIT_MS = 35_000;
const DEFAULT_RETRY_DELAYS_MS = [500, 1000, 2000, 5000];

/**
 * Listens to the backend's server-sent events and connects anew, for ever, when the stream ends, fails or falls silent.
 * Not the browser's `EventSource`: that one hides heartbeats, so a dead link looks alive, and it gives up after a refusal.
 *
 * Returns what closes the channel.
 */
export function openPushChannel(options: PushChannelOptions): () => void {
  const closing = new AbortController();
  void keepListening(options, closing.signal);
  return () => closing.abort();
}

async function keepListening(options: PushChannelOptions, closing: AbortSignal): Promise<void> {
  const { onLink, retryDelaysMs = DEFAULT_RETRY_DELAYS_MS } = options;
  let failures = 0;
  let heardAtMs = Date.now();
  onLink({ state: 'connecting' });
  while (!closing.aborted) {
    const reason = await listen(options, closing, () => {
      heardAtMs = Date.now();
      failures = 0;
    });
    if (closing.aborted) return;
    onLink({ state: 'lost', sinceMs: heardAtMs, reason });
    await wait(retryDelaysMs[Math.min(failures, retryDelaysMs.length - 1)] ?? 0, closing);
    failures += 1;
  }
}

/** Listens until the stream is over, and says why it is. */
async function listen(options: PushChannelOptions, closing: AbortSignal, onHeard: () => void): Promise<string> {
  const { url, onMessages, onLink, quietLimitMs = DEFAULT_QUIET_LIMIT_MS } = options;
  const attempt = new AbortController();
  const signal = AbortSignal.any([closing, attempt.signal]);
  let isSilent = false;
  const fallSilent = () => {
    isSilent = true;
    attempt.abort();
  };
  let alarm = setTimeout(fallSilent, quietLimitMs);
  try {
    const response = await reach(fetch(url, { headers: { accept: 'text/event-stream' }, cache: 'no-store', signal }));
    if (!response.ok || response.body === null) return `the backend answered ${response.status}`;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const read = createMessageReader();
    let isLive = false;
    for (let piece = await reach(reader.read()); !piece.done; piece = await reach(reader.read())) {
      clearTimeout(alarm);
      alarm = setTimeout(fallSilent, quietLimitMs);
      onHeard();
      const messages = read(piece.value);
      if (messages.length === 0) continue;
      onMessages(messages);
      if (!isLive) onLink({ state: 'live' });
      isLive = true;
    }
    return 'the backend ended the stream';
  } catch (error) {
    if (isSilent) return `nothing was heard for ${Math.round(quietLimitMs / 1000)} s`;
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(alarm);
    attempt.abort();
  }
}

/** Every network failure in the same words: each browser has its own. */
async function reach<Result>(attempt: Promise<Result>): Promise<Result> {
  try {
    return await attempt;
  } catch (cause) {
    throw new Error('the backend cannot be reached', { cause });
  }
}

/** Gives the messages that each piece of the stream completes. */
function createMessageReader(): (piece: string) => PushMessage[] {
  let complete: PushMessage[] = [];
  const parser = createParser({
    onEvent: ({ event, data }: EventSourceMessage) => {
      if (event === 'fleet') complete.push({ type: 'fleet', status: parse(data) as FleetStatus });
      if (event === 'fleet-event') complete.push({ type: 'fleet-event', event: parse(data) as FleetEvent });
    },
  });
  return (piece) => {
    complete = [];
    parser.feed(piece);
    return complete;
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new Error('the backend sent what is not JSON', { cause });
  }
}

/** Resolves after the time or as soon as the channel closes. */
function wait(delayMs: number, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      closing.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    closing.addEventListener('abort', end);
  });
}
