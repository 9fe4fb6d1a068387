import { waitsForTime, type CordConfig, type FleetEvent } from '@cord/fleet';
import type { Part } from '../parts.js';
import { eventOf } from './alert-event.js';
import type { MessageStore, StateOfThing } from './message-store.js';
import { takeStep } from './rule-runner.js';
import type { ThingTimes } from './thing-times.js';

const SWEEP_EVERY_MS = 1000;
/** Things that are judged before messages get their turn. */
const AT_A_TIME = 200;

export interface AlertSweepOptions {
  config: Pick<CordConfig, 'thresholds'>;
  store: MessageStore;
  times: () => ThingTimes;
  emit: (event: FleetEvent) => void;
  onFailure: (error: unknown) => void;
}

/** Lets time pass for alerts that no message moves on. Has stopped once no sweep is under way. */
export function createAlertSweep(options: AlertSweepOptions): Part {
  let underWay: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const sweepOnce = () => {
    // One at a time: a sweep that takes longer than the interval is not joined by a second.
    underWay ??= sweepAlertStates(options)
      .catch(options.onFailure)
      .finally(() => (underWay = undefined));
  };
  return {
    start: () => {
      timer = setInterval(sweepOnce, SWEEP_EVERY_MS);
    },
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}

/** A thing that cannot be judged holds up no other. */
export async function sweepAlertStates(options: AlertSweepOptions): Promise<void> {
  const { config, store, onFailure } = options;
  const waiting = new Map(config.thresholds.filter(waitsForTime).map((threshold) => [threshold.id, threshold]));
  if (waiting.size === 0) return;
  const places = [...store.states()].filter(({ thresholdId }) => waiting.has(thresholdId));
  for (let done = 0; done < places.length; done += AT_A_TIME) {
    const kept = places.slice(done, done + AT_A_TIME).map((place) => letTimePass(place, options));
    for (const result of await Promise.allSettled(kept)) {
      if (result.status === 'rejected') onFailure(result.reason);
    }
  }
}

async function letTimePass({ thresholdId, thingName }: StateOfThing, options: AlertSweepOptions): Promise<void> {
  const { config, store, times, emit } = options;
  const threshold = config.thresholds.find(({ id }) => id === thresholdId);
  if (threshold === undefined) return;
  try {
    const nowMs = times().next(thingName);
    let event: FleetEvent | undefined;
    await store.change((change) => {
      const news = takeStep({ threshold, thingName, event: { kind: 'tick' }, nowMs }, store, change);
      event = news && eventOf(news);
    });
    if (event !== undefined) emit(event);
  } catch (cause) {
    throw new Error(`threshold ${thresholdId} of ${thingName} could not be judged`, { cause });
  }
}
