import type { FleetEvent } from '@cord/fleet/view';

/** Something the backend refused, or in which it failed, while the page was open. */
export interface Problem {
  atMs: number;
  title: string;
  detail: string;
}

const LONGEST_QUOTE = 80;

/** `undefined` for events that tell of nothing wrong. */
export function toProblem(event: FleetEvent): Problem | undefined {
  const { atMs } = event;
  switch (event.type) {
    case 'registration-refused':
      return { atMs, title: 'Registration refused', detail: `${event.code}: ${event.message}` };
    case 'connection-refused':
      return { atMs, title: 'Connection refused', detail: `${event.code}: ${event.message}` };
    case 'topic-refused':
      return {
        atMs,
        title: 'Topic refused',
        detail: `${event.thingName} may not ${event.action} ${quote(event.topic)}`,
      };
    case 'telemetry-refused':
      return { atMs, title: 'Telemetry refused', detail: `${quote(event.topic)}: ${event.message}` };
    case 'backend-failed':
      return { atMs, title: 'The backend failed', detail: event.message };
    default:
      return undefined;
  }
}

/** A caller chose the text: it is shown short. */
function quote(text: string): string {
  return text.length <= LONGEST_QUOTE ? `'${text}'` : `'${text.slice(0, LONGEST_QUOTE)}…'`;
}
