import type { Clock, TelemetryStore } from '@cord/fleet';
import type { Part } from '../parts.js';

const DAY_MS = 86_400_000;
const SWEEP_EVERY_MS = 3_600_000;

export interface RetentionOptions {
  store: Pick<TelemetryStore, 'removeBefore'>;
  retentionDays: number;
  clock: Clock;
  onFailure: (error: unknown) => void;
}

/** Removes telemetry older than `retentionDays`, at the start and once an hour. Has stopped once no removal is under way. */
export function createRetention({ store, retentionDays, clock, onFailure }: RetentionOptions): Part {
  let underWay: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const remove = () => {
    underWay = store.removeBefore(clock.nowMs() - retentionDays * DAY_MS).catch(onFailure);
  };
  return {
    start: () => {
      remove();
      timer = setInterval(remove, SWEEP_EVERY_MS);
    },
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
