import type { FleetEvent } from '@cord/fleet/view';
import type { EarlierSamples } from './api.js';
import { shortRange, type ChartRange } from './chart-range.js';
import { appendSamples, mergeHistories, toSample, type WattHistory, type WattSample } from './watt-history.js';

/** What things drew, over the time range of the charts. */
export interface TelemetryState {
  range: ChartRange;
  /** By thing name. */
  histories: Readonly<Record<string, WattHistory>>;
  /** Why a thing's earlier samples are missing, by thing name. */
  historyFailures: Readonly<Record<string, string>>;
}

export type TelemetryAction =
  | { type: 'range-chosen'; range: ChartRange }
  | ({ type: 'history-read'; thingName: string; sinceMs: number } & EarlierSamples)
  | { type: 'history-failed'; thingName: string; reason: string };

export const firstTelemetryState: TelemetryState = { range: shortRange, histories: {}, historyFailures: {} };

const TOO_MANY = 'earlier samples are too many to be shown';

/** The slice after the reader chose, or the backend answered. Pure. */
export function stepTelemetry(state: TelemetryState, action: TelemetryAction): TelemetryState {
  switch (action.type) {
    case 'range-chosen':
      return { ...state, range: action.range };
    case 'history-read': {
      const { thingName, history, isCut, sinceMs } = action;
      const { [thingName]: _, ...others } = state.historyFailures;
      const historyFailures = isCut ? { ...others, [thingName]: TOO_MANY } : others;
      const merged = mergeHistories(state.histories[thingName] ?? [], history, sinceMs);
      return { ...state, historyFailures, histories: { ...state.histories, [thingName]: merged } };
    }
    case 'history-failed':
      return { ...state, historyFailures: { ...state.historyFailures, [action.thingName]: action.reason } };
  }
}

/** The slice after more events of the live stream. Pure. */
export function hearTelemetry(state: TelemetryState, events: readonly FleetEvent[]): TelemetryState {
  const heard = new Map<string, WattSample[]>();
  for (const event of events) {
    if (event.type !== 'telemetry-stored') continue;
    const { thingName } = event.telemetry;
    const samples = heard.get(thingName);
    if (samples === undefined) heard.set(thingName, [toSample(event.telemetry)]);
    else samples.push(toSample(event.telemetry));
  }
  if (heard.size === 0) return state;
  const histories = { ...state.histories };
  for (const [thingName, samples] of heard) {
    histories[thingName] = appendSamples(histories[thingName] ?? [], samples, state.range.lengthMs);
  }
  return { ...state, histories };
}
