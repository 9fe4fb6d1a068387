import type { Clock } from '@cord/fleet';

/** This machine's own clock. */
export const systemClock: Clock = { nowMs: () => Date.now() };
