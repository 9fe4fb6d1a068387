import type { FleetEvent } from '@cord/fleet/view';
import { formatBreach } from '../view/format-alert.js';
import { nameOfThing } from '../view/device-name.js';

/** The latest alert in words, for those who hear the page. */
export type NewsState = string;

/** The slice after one more event. Pure. */
export function hearNews(news: NewsState, event: FleetEvent, names: Readonly<Record<string, string>>): NewsState {
  if (event.type !== 'alert-raised' && event.type !== 'alert-cleared') return news;
  const { alert } = event;
  const name = nameOfThing(names, alert.thingName);
  const title = `${event.type === 'alert-raised' ? 'Alert' : 'Cleared'}: ${name}, ${alert.thresholdId}`;
  return event.type === 'alert-raised' ? `${title}, ${formatBreach(alert)}` : title;
}
