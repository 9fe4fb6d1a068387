import type { Threshold } from '@cord/rules';
import { doEach, type ItemFailure } from '../each.js';
import type { AlertChange } from './alert.js';
import { evaluateAlert } from './evaluate-alert.js';
import type { AlertStore, SweepPlace } from './ports.js';

export interface SweepOptions {
  readonly nowMs: number;
  /** Goes on behind this place, then from the beginning. @default from the beginning */
  readonly after?: SweepPlace | undefined;
  /** Asked between things; a sweep that runs out of time ends where it is. @default never */
  readonly isTimeOver?: () => boolean;
}

export interface Sweep {
  readonly changes: readonly AlertChange[];
  /** Things that could not be judged; the next sweep comes to them again. */
  readonly failures: readonly ItemFailure[];
  /** Where time ran out: the next sweep goes on behind it. Absent where every thing has been looked at. */
  readonly stoppedAt?: SweepPlace;
}

/** States that are read and written at a time. */
const SIDE_BY_SIDE = 10;

/**
 * Lets time pass for every thing that a threshold knows: pending, recovering, repeated and silent alerts move on. A thing that
 * fails holds up no other, and a sweep that runs out of time says where, so that the last thing is reached as well as the first.
 */
export async function sweepAlerts(
  thresholds: readonly Threshold[],
  alerts: AlertStore,
  { nowMs, after, isTimeOver = () => false }: SweepOptions,
): Promise<Sweep> {
  const changes: AlertChange[] = [];
  const failures: ItemFailure[] = [];
  const places = await listPlaces(thresholds.filter(waitsForTime), alerts, failures);
  const ordered = startBehind(places, after);
  for (let done = 0; done < ordered.length; done += SIDE_BY_SIDE) {
    const last = ordered[done - 1];
    if (last !== undefined && isTimeOver()) return { changes, failures, stoppedAt: nameOf(last) };
    const judged = await doEach(
      ordered.slice(done, done + SIDE_BY_SIDE),
      async ({ threshold, thingName }) => {
        const change = await evaluateAlert({ threshold, thingName, event: { kind: 'tick' }, nowMs }, alerts);
        if (change !== undefined) changes.push(change);
      },
      { name: ({ threshold, thingName }) => `threshold ${threshold.id} of ${thingName}`, sideBySide: SIDE_BY_SIDE },
    );
    failures.push(...judged);
  }
  return { changes, failures };
}

interface Place {
  readonly threshold: Threshold;
  readonly thingName: string;
}

async function listPlaces(
  thresholds: readonly Threshold[],
  alerts: AlertStore,
  failures: ItemFailure[],
): Promise<readonly Place[]> {
  const places: Place[] = [];
  const unread = await doEach(
    thresholds,
    async (threshold) => {
      const things = await alerts.listThings(threshold.id);
      places.push(...things.toSorted().map((thingName) => ({ threshold, thingName })));
    },
    { name: ({ id }) => `threshold ${id}` },
  );
  failures.push(...unread);
  return places;
}

function startBehind(places: readonly Place[], after: SweepPlace | undefined): readonly Place[] {
  if (after === undefined) return places;
  const found = places.findIndex(({ threshold, thingName }) => {
    return threshold.id === after.thresholdId && thingName > after.thingName;
  });
  // The threshold has no further things, or is gone: the next one's come then, or those of the first.
  const next = found >= 0 ? found : places.findLastIndex(({ threshold }) => threshold.id === after.thresholdId) + 1;
  return [...places.slice(next), ...places.slice(0, next)];
}

function nameOf({ threshold, thingName }: Place): SweepPlace {
  return { thresholdId: threshold.id, thingName };
}

/** Whether anything comes of a threshold by time alone. */
export function waitsForTime({ forMs, clearForMs, cooldownMs, repeatEveryMs, noDataAfterMs }: Threshold): boolean {
  return forMs + clearForMs + cooldownMs > 0 || repeatEveryMs !== undefined || noDataAfterMs !== undefined;
}
