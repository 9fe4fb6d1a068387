import { useEffect, useReducer } from 'preact/hooks';
import { openPushChannel } from './link/push-channel.js';
import { firstPageState, stepPage, type PageAction, type PageState } from './page-state.js';
import { createStore } from './store.js';
import { readHistory } from './telemetry/api.js';

/** The one page there is. */
const store = createStore(stepPage, firstPageState);

/** One slice of the page's state: whoever uses it is drawn anew when that slice changes, and only then. */
export function useSlice<Slice>(select: (state: PageState) => Slice): Slice {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const slice = select(store.state());
  // From what was drawn: a change between the drawing and this moment is not missed.
  useEffect(() => store.watch(select, slice, () => redraw(undefined)), []);
  return slice;
}

export const dispatch: (action: PageAction) => void = store.dispatch;

/** Keeps the state by the backend's push channel; samples from before the page are read once per thing. */
export function useBackend(): void {
  const range = useSlice(({ telemetry }) => telemetry.range);
  const statusesHeard = useSlice(({ view }) => view.statusesHeard);
  const isLost = useSlice(({ link }) => link.state === 'lost');
  useEffect(
    () =>
      openPushChannel({
        url: '/api/events',
        onMessages: (messages) => dispatch({ type: 'messages-heard', messages }),
        onLink: (link) => dispatch({ type: 'link-changed', link }),
      }),
    [],
  );
  useEffect(() => {
    const sinceMs = Date.now() - range.lengthMs;
    for (const thingName of Object.keys(store.state().view.status?.view.devices ?? {})) {
      readHistory(thingName, sinceMs).then(
        (read) => dispatch({ type: 'history-read', thingName, ...read, sinceMs }),
        (error: Error) => dispatch({ type: 'history-failed', thingName, reason: error.message }),
      );
    }
    // A thing that appears later tells its whole history itself.
  }, [statusesHeard, range]);
  // Figures are judged by a time that stands still while the link is lost, as they do.
  useEffect(() => {
    if (isLost) return undefined;
    const tick = () => dispatch({ type: 'clock-ticked', nowMs: Date.now() });
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [isLost]);
}
