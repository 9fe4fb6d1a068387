const DAY_MS = 86_400_000;
/** A machine may be off for so long and come back without being asked. */
const MOST_JUMP_MS = 7 * DAY_MS;
/** A clock that has gone on for so long after a jump is right: one that is wrong at the start gets set soon after. */
const HELD_MS = DAY_MS;

/** Up to when a clock has been believed, and the jump ahead that it has not been yet; plain JSON, epoch milliseconds. */
export interface TrustedTime {
  trustedAtMs: number;
  jump?: { sinceMs: number; seenAtMs: number };
}

/**
 * Takes a look at the clock: what is removed by it is gone, so that a clock far ahead of what was known is believed only
 * once it has held for a day, over restarts too. A clock that goes back is always believed, as less is removed then.
 */
export function judgeClock({ trustedAtMs, jump }: TrustedTime, nowMs: number): TrustedTime {
  if (nowMs - trustedAtMs <= MOST_JUMP_MS) return { trustedAtMs: nowMs };
  const isHeld = jump !== undefined && nowMs >= jump.seenAtMs && nowMs - jump.seenAtMs <= MOST_JUMP_MS;
  const sinceMs = isHeld ? jump.sinceMs : nowMs;
  return nowMs - sinceMs >= HELD_MS ? { trustedAtMs: nowMs } : { trustedAtMs, jump: { sinceMs, seenAtMs: nowMs } };
}

export function isTrustedTime(value: unknown): value is TrustedTime {
  const { trustedAtMs, jump } = (value ?? {}) as Partial<TrustedTime>;
  const isJump = jump === undefined || (Number.isFinite(jump?.sinceMs) && Number.isFinite(jump?.seenAtMs));
  return Number.isFinite(trustedAtMs) && isJump;
}
