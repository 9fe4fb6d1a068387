/** Something of the backend that runs from its start to its stop. */
export interface Part {
  start(): Promise<void> | void;
  stop(): Promise<void> | void;
}

/**
 * Starts each after the one before it; when one cannot start, those before it are stopped and its error goes on.
 * Returns what stops all of them, last first; called again, it stops none a second time.
 *
 * Throws: what a part's start throws; on stopping, what the first failure to stop was, once all have been tried.
 */
export async function startParts(parts: readonly Part[]): Promise<() => Promise<void>> {
  const started: Part[] = [];
  const stop = () => stopParts(started.splice(0));
  try {
    for (const part of parts) {
      await part.start();
      started.push(part);
    }
  } catch (error) {
    // Why it could not start is worth more than that another could not be stopped.
    await stop().catch(() => {});
    throw error;
  }
  return stop;
}

async function stopParts(parts: readonly Part[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts.toReversed()) {
    try {
      await part.stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** A part that others ask something of while it runs. */
export interface RunningPart<Running> extends Part {
  /** Throws: `Error` before the start. */
  running(): Running;
}

/** A part from what starts something and what stops that. */
export function createPart<Running>(
  start: () => Promise<Running>,
  stop: (running: Running) => Promise<void> | void = () => {},
): RunningPart<Running> {
  let known: { running: Running } | undefined;
  return {
    running: () => {
      if (known === undefined) throw new Error('asked of a part that has not started');
      return known.running;
    },
    start: async () => {
      known = { running: await start() };
    },
    stop: async () => {
      if (known !== undefined) await stop(known.running);
    },
  };
}
