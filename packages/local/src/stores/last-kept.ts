import { closeSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Telemetry, TelemetryHistory, TelemetryStore } from '@cord/fleet';

/** Names one message: no two of a thing have the same time. */
export type LastKept = Pick<Telemetry, 'thingName' | 'receivedAtMs'>;

/** Longer than any: what stood there before is always written over. */
const RECORD_BYTES = 512;

/**
 * Remembers, beside the database, the last message that was kept. DuckDB passes over a write-ahead log that is cut short or has
 * a strange head without a word; a message that is remembered here and not there shows it. Not forced to disk: it costs nothing,
 * and survives the process, if not the power.
 */
export class LastKeptFile {
  readonly #descriptor: number;

  /** Throws where the file cannot be opened. */
  constructor(file: string) {
    this.#descriptor = openSync(file, 'a+', 0o600);
    closeSync(this.#descriptor);
    this.#descriptor = openSync(file, 'r+');
  }

  write({ thingName, receivedAtMs }: LastKept): void {
    const record = JSON.stringify({ thingName, receivedAtMs }).padEnd(RECORD_BYTES - 1);
    writeSync(this.#descriptor, `${record}\n`, 0);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** `undefined` where nothing is remembered, or not in full. */
export async function readLastKept(file: string): Promise<LastKept | undefined> {
  try {
    const record = JSON.parse(await readFile(file, 'utf8')) as Partial<LastKept> | null;
    const { thingName, receivedAtMs } = record ?? {};
    return typeof thingName === 'string' && Number.isSafeInteger(receivedAtMs)
      ? { thingName, receivedAtMs: receivedAtMs as number }
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The same store, which remembers what it kept last. */
export function rememberLastKept(
  store: TelemetryStore & TelemetryHistory,
  file: LastKeptFile,
): TelemetryStore & TelemetryHistory {
  return {
    append: async (messages) => {
      await store.append(messages);
      const last = messages.at(-1);
      if (last !== undefined) file.write(last);
    },
    removeBefore: (beforeMs) => store.removeBefore(beforeMs),
    latest: () => store.latest(),
    read: (query) => store.read(query),
  };
}

/** What to tell people where the message is not in the database; `undefined` where it is, or retention may have removed it. */
export async function findLoss(
  file: string,
  { lastKept, history, oldestMs }: { lastKept: LastKept | undefined; history: TelemetryHistory; oldestMs: number },
): Promise<string | undefined> {
  if (lastKept === undefined || lastKept.receivedAtMs < oldestMs) return undefined;
  const { thingName, receivedAtMs } = lastKept;
  const found = await history.read({ thingName, sinceMs: receivedAtMs, limit: 5000 });
  if (found.some((message) => message.receivedAtMs === receivedAtMs)) return undefined;
  return (
    `${file} lacks what was kept last (${thingName} at ${new Date(receivedAtMs).toISOString()}), and maybe more before it: ` +
    'its write-ahead log is broken or gone, or it is an older copy'
  );
}
