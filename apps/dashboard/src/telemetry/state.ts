import type { FleetEvent } from '@cord/fleet/view';
import { shortRange, type ChartRange } from './chart-range.js';
import { appendSample, mergeHistories, toSample, type WattHistory } from './watt-history.js';

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
  | { type: 'history-read'; thingName: string; history: WattHistory; sinceMs: number }
  | { type: 'history-failed'; thingName: string; reason: string };

export const firstTelemetryState: TelemetryState = { range: shortRange, histories: {}, historyFailures: {} };

/** The slice after the reader chose, or the backend answered. Pure. */
export function stepTelemetry(state: TelemetryState, action: TelemetryAction): TelemetryState {
  switch (action.type) {
    case 'range-chosen':
      return { ...state, range: action.range };
    case 'history-read': {
      const { thingName, history, sinceMs } = action;
      const { [thingName]: _, ...historyFailures } = state.historyFailures;
      const merged = mergeHistories(state.histories[thingName] ?? [], history, sinceMs);
      return { ...state, historyFailures, histories: { ...state.histories, [thingName]: merged } };
    }
    case 'history-failed':
      return { ...state, historyFailures: { ...state.historyFailures, [action.thingName]: action.reason } };
  }
}

/** The slice after one more event of the live stream. Pure. */
export function hearTelemetry(state: TelemetryState, event: FleetEvent): TelemetryState {
  if (event.type !== 'telemetry-stored') return state;
  const { histories, range } = state;
  const { thingName } = event.telemetry;
  const sample = toSample(event.telemetry);
  const history = appendSample(histories[thingName] ?? [], sample, sample.atMs - range.lengthMs);
  return { ...state, histories: { ...histories, [thingName]: history } };
}
