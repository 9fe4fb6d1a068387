/** Where one (threshold, thing) stands. */
export type AlertPhase = 'ok' | 'pending' | 'firing' | 'recovering' | 'no-data';

/** All that is remembered of one (threshold, thing) between samples; small plain JSON. Times: epoch milliseconds. */
export interface AlertState {
  readonly version: 1;
  readonly phase: AlertPhase;
  /** When the phase began: pending and recovering by the time of the sample, the others by the clock. */
  readonly sinceMs: number;
  /** The time of the newest sample. */
  readonly lastSampleAtMs?: number;
  /** When that came in, by the clock; silence runs from here, and so does what the newest sample began or went on with. */
  readonly heardAtMs?: number;
  /** The one alert that is open, in any phase. */
  readonly open?: OpenAlert;
  /** The last value of the breach whose `for` is running. */
  readonly pendingValue?: number;
  /** When the last alert cleared; its cooldown runs from here. */
  readonly clearedAtMs?: number;
  /** The sample that it cleared by; no breach of that time raises another. */
  readonly clearedSampleAtMs?: number;
}

export interface OpenAlert {
  readonly raisedAtMs: number;
  /** The value that raised it. */
  readonly value?: number;
  /** When it was last told of. */
  readonly toldAtMs: number;
}

/** One value of the threshold's metric or expression at one time. */
export interface Sample {
  readonly kind: 'sample';
  readonly atMs: number;
  readonly value: number;
}

/** The clock has moved on without a sample. */
export interface Tick {
  readonly kind: 'tick';
}

/** What is worth telling of a step. `alert` is the one that was raised, has cleared, or is still open. */
export type AlertTransition =
  | { readonly type: 'raised' | 'repeated'; readonly atMs: number; readonly alert: OpenAlert }
  | { readonly type: 'cleared'; readonly atMs: number; readonly alert: OpenAlert; readonly value?: number }
  | { readonly type: 'no-data' | 'data-resumed'; readonly atMs: number; readonly alert?: OpenAlert };
