import { useEffect, useReducer, useState } from 'preact/hooks';
import type { ChartRange } from './history/chart-range.js';
import { readHistory } from './history/read-history.js';
import type { Link } from './link/link.js';
import { openPushChannel } from './link/push-channel.js';
import { firstPageState, stepPage, type PageState } from './page-state.js';

/** The page's state, kept by the backend's push channel; samples from before the page are read once per thing. */
export function usePage(): { state: PageState; nowMs: number; chooseRange: (range: ChartRange) => void } {
  const [state, dispatch] = useReducer(stepPage, firstPageState);
  const { link, range, statusesHeard, status } = state;
  useEffect(
    () =>
      openPushChannel({
        url: '/api/events',
        onMessages: (messages) => dispatch({ type: 'messages-heard', messages }),
        onLink: (changed) => dispatch({ type: 'link-changed', link: changed }),
      }),
    [],
  );
  useEffect(() => {
    const sinceMs = Date.now() - range.lengthMs;
    for (const thingName of Object.keys(status?.view.devices ?? {})) {
      readHistory(thingName, sinceMs).then(
        (history) => dispatch({ type: 'history-read', thingName, history, sinceMs }),
        (error: Error) => dispatch({ type: 'history-failed', thingName, reason: error.message }),
      );
    }
    // A thing that appears later tells its whole history itself.
  }, [statusesHeard, range]);
  return { state, nowMs: useNow(link), chooseRange: (chosen) => dispatch({ type: 'range-chosen', range: chosen }) };
}

/** The time by which figures are judged: it stands still while the link is lost, as the figures do. */
function useNow(link: Link): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const isRunning = link.state !== 'lost';
  useEffect(() => {
    if (!isRunning) return undefined;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return nowMs;
}
