import type { Telemetry } from '@cord/fleet/view';
import { toSample, type WattHistory } from './watt-history.js';

/** Reads one thing's samples from the backend. Throws, with a message for the reader, when they are not to be had. */
export async function readHistory(thingName: string, sinceMs: number): Promise<WattHistory> {
  const query = new URLSearchParams({ thing: thingName, from: String(sinceMs), step: 'raw' });
  const response = await fetch(`/api/telemetry?${query}`).catch((cause: unknown) => {
    throw new Error('earlier samples could not be read: the backend cannot be reached', { cause });
  });
  if (!response.ok) throw new Error(`earlier samples could not be read: the backend answered ${response.status}`);
  const { telemetry } = (await response.json()) as { telemetry: Telemetry[] };
  return telemetry.map((message) => toSample(message));
}
