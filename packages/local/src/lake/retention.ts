import type { Clock, CordConfig, Telemetry } from '@cord/fleet';
import { dayOf } from './files/lake-files.js';
import type { Lake } from '../lake/lake.js';
import type { Part } from '../parts.js';
import type { DataFolder } from '../data-folder.js';
import { isTrustedTime, judgeClock, type TrustedTime } from './trusted-time.js';

const DAY_MS = 86_400_000;
const SWEEP_EVERY_MS = 3_600_000;
/** Remembers the trusted time over restarts; where it is lost, the newest message says as much. */
const FILE = 'retention.json';

export interface RetentionOptions {
  lake: () => Pick<Lake, 'dropDays'>;
  latest: () => readonly Telemetry[];
  folder: Pick<DataFolder, 'read' | 'write'>;
  config: Pick<CordConfig, 'retentionDays' | 'local'>;
  clock: Clock;
  onFailure: (error: unknown) => void;
}

/**
 * Removes days of telemetry older than `retentionDays`, of roll-ups older than `rollUpDays`, and what the lake has no room for, at the start and once an hour, by a clock that can be believed (see
 * {@link judgeClock}); tells where it cannot. Has stopped once no removal is under way.
 */
export function createRetention(options: RetentionOptions): Part {
  const { lake, config, onFailure } = options;
  const { rollUpDays, maxLakeBytes } = config.local;
  let underWay: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let toldSinceMs: number | undefined;
  const remove = async (): Promise<void> => {
    const { trustedAtMs, jump } = await takeLook(options);
    if (jump !== undefined && jump.sinceMs !== toldSinceMs) onFailure(new Error(formatJump(trustedAtMs, jump.sinceMs)));
    toldSinceMs = jump?.sinceMs;
    await lake().dropDays({
      telemetryFrom: dayOf(trustedAtMs - config.retentionDays * DAY_MS),
      rollUpsFrom: dayOf(trustedAtMs - rollUpDays * DAY_MS),
      mostBytes: maxLakeBytes,
      today: dayOf(trustedAtMs),
    });
  };
  const sweep = () => {
    underWay = underWay.then(remove).catch(onFailure);
  };
  return {
    start: () => {
      sweep();
      timer = setInterval(sweep, SWEEP_EVERY_MS);
    },
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}

async function takeLook({ latest, folder, clock }: RetentionOptions): Promise<TrustedTime> {
  const nowMs = clock.nowMs();
  const known = await readTrustedTime(folder);
  const time = judgeClock(known ?? { trustedAtMs: newestAtMs(latest(), nowMs) }, nowMs);
  await folder.write(FILE, JSON.stringify(time));
  return time;
}

async function readTrustedTime(folder: Pick<DataFolder, 'read'>): Promise<TrustedTime | undefined> {
  try {
    const value: unknown = JSON.parse((await folder.read(FILE)) ?? 'null');
    return isTrustedTime(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function newestAtMs(latest: readonly Telemetry[], nowMs: number): number {
  return latest.length === 0 ? nowMs : latest.reduce((newest, each) => Math.max(newest, each.receivedAtMs), 0);
}

function formatJump(trustedAtMs: number, nowMs: number): string {
  const days = Math.floor((nowMs - trustedAtMs) / DAY_MS);
  return (
    `the clock says ${new Date(nowMs).toISOString()}, ${days} days after what was known last; ` +
    'no telemetry is removed by it until it has held for a day'
  );
}
