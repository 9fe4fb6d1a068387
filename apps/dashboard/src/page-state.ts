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
      return action.messages.reduce(hear, state);
    default:
      return { ...state, telemetry: stepTelemetry(state.telemetry, action) };
  }
}

function hear(state: PageState, message: PushMessage): PageState {
  const view = stepView(state.view, message);
  if (message.type === 'fleet' || view.status === undefined) return { ...state, view };
  const { event } = message;
  return {
    ...state,
    view,
    telemetry: hearTelemetry(state.telemetry, event),
    problems: hearProblems(state.problems, event),
    news: hearNews(state.news, event, view.names),
  };
}
