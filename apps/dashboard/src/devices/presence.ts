import type { DeviceView } from '@cord/fleet/view';
import { longestQuietMs, type WattHistory } from '../telemetry/watt-history.js';

/**
 * Whether a device's figures are of now: `awaited` registered, never heard of · `online` connected · `silent` connected,
 * but its messages stay out · `offline` not connected, its figures are of the past.
 */
export type Presence = 'awaited' | 'online' | 'silent' | 'offline';

export function presenceOf({ isConnected, latest }: DeviceView, history: WattHistory, nowMs: number): Presence {
  if (!isConnected) return latest === undefined ? 'awaited' : 'offline';
  // One message tells nothing of the interval: a cord may be set to publish every 15 minutes.
  if (latest === undefined || history.length < 2) return 'online';
  return nowMs - latest.receivedAtMs > longestQuietMs(history) ? 'silent' : 'online';
}
