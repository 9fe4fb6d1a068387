import type { Telemetry } from '@cord/fleet/view';
import { toSample, type WattHistory } from './watt-history.js';

/** Reads one thing's samples from the backend. Throws when it cannot be reached or refuses. */
export async function readHistory(apiUrl: string, thingName: string, sinceMs: number): Promise<WattHistory> {
  const query = new URLSearchParams({ thing: thingName, sinceMs: String(sinceMs) });
  const response = await fetch(`${apiUrl}/api/telemetry?${query}`);
  if (!response.ok)
    throw new Error(`history of '${thingName}' is not to be had: the backend answered ${response.status}`);
  const { telemetry } = (await response.json()) as { telemetry: Telemetry[] };
  return telemetry.map((message) => toSample(message));
}
