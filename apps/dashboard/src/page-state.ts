import { applyFleetEvent, type FleetEvent } from '@cord/fleet/view';
import type { FleetStatus } from '@cord/local';
import { describeBreach } from './alerts/describe-alert.js';
import { nameOfThing } from './devices/device-name.js';
import { shortRange, type ChartRange } from './history/chart-range.js';
import { appendSample, mergeHistories, toSample, type WattHistory } from './history/watt-history.js';
import type { Link } from './link/link.js';
import type { PushMessage } from './link/push-channel.js';
import { toProblem, type Problem } from './problems/problem.js';

/** Everything the page shows. */
export interface PageState {
  link: Link;
  /** As the backend told it, its view folded on from there; `undefined` before the first word. */
  status: FleetStatus | undefined;
  /** How often the backend told all there is: with each, histories may have holes. */
  statusesHeard: number;
  range: ChartRange;
  /** By thing name. */
  histories: Readonly<Record<string, WattHistory>>;
  /** Why a thing's earlier samples are missing, by thing name. */
  historyFailures: Readonly<Record<string, string>>;
  /** Newest first, at most {@link PROBLEMS_KEPT}. */
  problems: readonly Problem[];
  /** The latest alert in words, for those who hear the page. */
  news: string;
}

export type PageAction =
  | { type: 'link-changed'; link: Link }
  | { type: 'messages-heard'; messages: readonly PushMessage[] }
  | { type: 'range-chosen'; range: ChartRange }
  | { type: 'history-read'; thingName: string; history: WattHistory; sinceMs: number }
  | { type: 'history-failed'; thingName: string; reason: string };

export const PROBLEMS_KEPT = 20;

export const firstPageState: PageState = {
  link: { state: 'connecting' },
  status: undefined,
  statusesHeard: 0,
  range: shortRange,
  histories: {},
  historyFailures: {},
  problems: [],
  news: '',
};

/** The page after one more thing happened to it. Pure. */
export function stepPage(state: PageState, action: PageAction): PageState {
  switch (action.type) {
    case 'link-changed':
      return { ...state, link: action.link };
    case 'messages-heard':
      return action.messages.reduce(hear, state);
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

function hear(state: PageState, message: PushMessage): PageState {
  if (message.type === 'fleet') return { ...state, status: message.status, statusesHeard: state.statusesHeard + 1 };
  if (state.status === undefined) return state;
  const { event } = message;
  const view = applyFleetEvent(state.status.view, event);
  const problem = toProblem(event);
  return {
    ...state,
    status: { ...state.status, view },
    histories: withEvent(state, event),
    problems: problem === undefined ? state.problems : [problem, ...state.problems].slice(0, PROBLEMS_KEPT),
    news: tellNews(event, (thingName) => nameOfThing(view, thingName)) ?? state.news,
  };
}

function withEvent({ histories, range }: PageState, event: FleetEvent): PageState['histories'] {
  if (event.type !== 'telemetry-stored') return histories;
  const { thingName } = event.telemetry;
  const sample = toSample(event.telemetry);
  return { ...histories, [thingName]: appendSample(histories[thingName] ?? [], sample, sample.atMs - range.lengthMs) };
}

function tellNews(event: FleetEvent, nameOf: (thingName: string) => string): string | undefined {
  if (event.type !== 'alert-raised' && event.type !== 'alert-cleared') return undefined;
  const { alert } = event;
  const title = `${event.type === 'alert-raised' ? 'Alert' : 'Cleared'}: ${nameOf(alert.thingName)}, ${alert.thresholdId}`;
  return event.type === 'alert-raised' ? `${title}, ${describeBreach(alert)}` : title;
}
