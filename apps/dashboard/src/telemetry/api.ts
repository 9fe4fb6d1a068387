import type { Telemetry } from '@cord/fleet/view';
import { toSample, type WattHistory } from './watt-history.js';

/** An hour at five messages a second; of a thing that sends more, the newest. */
const MOST_SAMPLES = 20_000;

export interface EarlierSamples {
  history: WattHistory;
  /** There were more than one answer holds: what is missing is the oldest. */
  isCut: boolean;
}

/** Reads one thing's samples from the backend. Throws, with a message for the reader, when they are not to be had. */
export async function readHistory(thingName: string, sinceMs: number): Promise<EarlierSamples> {
  const asked = { thing: thingName, from: String(sinceMs), step: 'raw', limit: String(MOST_SAMPLES) };
  const response = await fetch(`/api/telemetry?${new URLSearchParams(asked)}`).catch((cause: unknown) => {
    throw new Error('earlier samples could not be read: the backend cannot be reached', { cause });
  });
  if (!response.ok) throw new Error(`earlier samples could not be read: the backend answered ${response.status}`);
  const { telemetry, isCut } = (await response.json()) as { telemetry: Telemetry[]; isCut: boolean };
  return { history: telemetry.map((message) => toSample(message)), isCut };
}
