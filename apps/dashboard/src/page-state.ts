import { hearNews, type NewsState } from './alerts/state.js';
import type { Link } from './link/link.js';
import type { PushMessage } from './link/push-channel.js';
import { hearProblems, type ProblemsState } from './problems/state.js';
import {
  firstTelemetryState,
  hearTelemetry,
  stepTelemetry,
  type TelemetryAction,
  type TelemetryState,
} from './telemetry/state.js';
import { firstViewState, stepView, type ViewState } from './view/state.js';

/** Everything the page shows, in slices: each is the same object until something in it changes. */
export interface PageState {
  link: Link;
  /** The time by which figures are judged. */
  nowMs: number;
  view: ViewState;
  telemetry: TelemetryState;
  problems: ProblemsState;
  news: NewsState;
}

export type PageAction =
  | { type: 'link-changed'; link: Link }
  | { type: 'clock-ticked'; nowMs: number }
  | { type: 'messages-heard'; messages: readonly PushMessage[] }
  | TelemetryAction;

export const firstPageState: PageState = {
  link: { state: 'connecting' },
  nowMs: 0,
  view: firstViewState,
  telemetry: firstTelemetryState,
  problems: [],
  news: '',
};

/** The page after one more thing happened to it. Pure. */
export function stepPage(state: PageState, action: PageAction): PageState {
  switch (action.type) {
    case 'link-changed':
      return { ...state, link: action.link };
    case 'clock-ticked':
      return { ...state, nowMs: action.nowMs };
    case 'messages-heard':
      return hear(state, action.messages);
    default:
      return { ...state, telemetry: stepTelemetry(state.telemetry, action) };
  }
}

/** All that came at once, at one cost for all of it: a fleet tells thousands of things a second. */
function hear(state: PageState, messages: readonly PushMessage[]): PageState {
  const view = stepView(state.view, messages);
  if (view.status === undefined) return state;
  const events = messages.flatMap((message) => (message.type === 'fleet-event' ? [message.event] : []));
  return {
    ...state,
    view,
    telemetry: hearTelemetry(state.telemetry, events),
    problems: events.reduce(hearProblems, state.problems),
    news: events.reduce((news, event) => hearNews(news, event, view.names), state.news),
  };
}
