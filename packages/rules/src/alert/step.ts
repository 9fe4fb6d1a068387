import type { Threshold } from '../threshold/threshold.js';
import type { AlertState, AlertTransition, Sample, Tick } from './state.js';

/** What a step leads to. */
export interface AlertStep {
  readonly state: AlertState;
  /** Absent when there is nothing to tell. */
  readonly transition?: AlertTransition;
}

/**
 * One step of the state machine behind a threshold: ok → pending (`for` runs) → firing → recovering (`clearFor` runs) → ok,
 * and no-data. Pure: the same arguments give the same step. At most one alert is open, under any order or repetition of
 * samples; a sample that is older than the last is passed over.
 *
 * `threshold` is that of the thing (see {@link thresholdOf}), `state` what the last step gave, `now` epoch milliseconds.
 */
export function stepAlert(
  threshold: Threshold,
  state: AlertState | undefined,
  event: Sample | Tick,
  now: number,
): AlertStep {
  const known = withinClock(state ?? { version: 1, phase: 'ok', sinceMs: now }, now);
  if (event.kind === 'tick') return afterTime(threshold, known, now);
  // A sample from the future of this clock counts from now: nothing may wait for a time that a wrong clock made up.
  const atMs = Math.min(event.atMs, now);
  if (known.lastSampleAtMs !== undefined && atMs < known.lastSampleAtMs) return afterTime(threshold, known, now);
  return afterSample(threshold, known, { value: event.value, atMs }, now);
}

function afterSample(
  threshold: Threshold,
  before: AlertState,
  sample: { value: number; atMs: number },
  now: number,
): AlertStep {
  const state = { ...before, lastSampleAtMs: sample.atMs, heardAtMs: now };
  const resumed: AlertTransition | undefined =
    before.phase === 'no-data'
      ? { type: 'data-resumed', atMs: now, ...(before.open && { alert: before.open }) }
      : undefined;
  const step = judge(
    threshold,
    resumed === undefined ? state : enter(state, before.open ? 'firing' : 'ok', now),
    sample,
    now,
  );
  return step.transition !== undefined || resumed === undefined ? step : { ...step, transition: resumed };
}

function judge(
  threshold: Threshold,
  state: AlertState,
  { value, atMs }: { value: number; atMs: number },
  now: number,
): AlertStep {
  const isOpen = state.open !== undefined;
  if (isBreach(threshold, value)) {
    // Within the millisecond of a recovery this may be the breach before it, delivered again.
    if (state.clearedSampleAtMs === atMs) return afterTime(threshold, state, now);
    if (isOpen) return afterTime(threshold, state.phase === 'firing' ? state : enter(state, 'firing', now), now);
    return raiseWhenDue(threshold, state.phase === 'pending' ? state : enter(state, 'pending', atMs), now, value);
  }
  if (!isOpen) return { state: state.phase === 'ok' ? state : enter(state, 'ok', now) };
  // Between the two limits: no breach any more and no recovery yet.
  if (!isClear(threshold, value))
    return afterTime(threshold, state.phase === 'firing' ? state : enter(state, 'firing', now), now);
  return clearWhenDue(threshold, state.phase === 'recovering' ? state : enter(state, 'recovering', atMs), now, value);
}

function afterTime(threshold: Threshold, state: AlertState, now: number): AlertStep {
  if (isSilent(threshold, state, now)) {
    const transition: AlertTransition = { type: 'no-data', atMs: now, ...(state.open && { alert: state.open }) };
    return { state: enter(state, 'no-data', now), transition };
  }
  if (state.phase === 'pending') return raiseWhenDue(threshold, state, now);
  if (state.phase === 'recovering') return clearWhenDue(threshold, state, now);
  return repeatWhenDue(threshold, state, now);
}

function raiseWhenDue(threshold: Threshold, state: AlertState, now: number, value?: number): AlertStep {
  const isCooling = state.clearedAtMs !== undefined && now - state.clearedAtMs < threshold.cooldownMs;
  if (now - state.sinceMs < threshold.forMs || isCooling) {
    return { state: value === undefined ? state : { ...state, pendingValue: value } };
  }
  const raisedBy = value ?? state.pendingValue;
  const open = { raisedAtMs: now, toldAtMs: now, ...(raisedBy !== undefined && { value: raisedBy }) };
  return { state: { ...enter(state, 'firing', now), open }, transition: { type: 'raised', atMs: now, alert: open } };
}

function clearWhenDue(threshold: Threshold, state: AlertState, now: number, value?: number): AlertStep {
  const { open: alert, ...closed } = enter(state, 'ok', now);
  if (alert === undefined) return { state: closed };
  if (now - state.sinceMs < threshold.clearForMs) return { state };
  const transition: AlertTransition = {
    type: 'cleared',
    atMs: now,
    alert,
    ...(value !== undefined && { value }),
  };
  const { lastSampleAtMs } = state;
  const cleared = { clearedAtMs: now, ...(lastSampleAtMs !== undefined && { clearedSampleAtMs: lastSampleAtMs }) };
  return { state: { ...closed, ...cleared }, transition };
}

function repeatWhenDue({ repeatEveryMs }: Threshold, state: AlertState, now: number): AlertStep {
  if (repeatEveryMs === undefined || state.open === undefined || now - state.open.toldAtMs < repeatEveryMs)
    return { state };
  const open = { ...state.open, toldAtMs: now };
  return { state: { ...state, open }, transition: { type: 'repeated', atMs: now, alert: open } };
}

function isBreach({ above, below }: Threshold, value: number): boolean {
  return (above !== undefined && value > above) || (below !== undefined && value < below);
}

function isClear({ above, below, clearAt }: Threshold, value: number): boolean {
  if (above !== undefined) return value <= (clearAt ?? above);
  return value >= (clearAt ?? below ?? value);
}

function isSilent(
  { noDataAfterMs }: Threshold,
  { phase, heardAtMs, lastSampleAtMs }: AlertState,
  now: number,
): boolean {
  const heard = heardAtMs ?? lastSampleAtMs;
  return noDataAfterMs !== undefined && phase !== 'no-data' && heard !== undefined && now - heard >= noDataAfterMs;
}

function enter(state: AlertState, phase: AlertState['phase'], sinceMs: number): AlertState {
  const { pendingValue: _forgotten, ...rest } = state;
  return { ...rest, phase, sinceMs };
}

// A clock that went back must not leave times ahead of it: waits would never end and every sample would look old.
function withinClock(state: AlertState, now: number): AlertState {
  const { lastSampleAtMs, clearedSampleAtMs, ...rest } = state;
  const open = rest.open && { ...rest.open, toldAtMs: Math.min(rest.open.toldAtMs, now) };
  return {
    ...rest,
    sinceMs: Math.min(rest.sinceMs, now),
    ...(lastSampleAtMs !== undefined && lastSampleAtMs <= now && { lastSampleAtMs }),
    ...(clearedSampleAtMs !== undefined && clearedSampleAtMs <= now && { clearedSampleAtMs }),
    ...(rest.heardAtMs !== undefined && { heardAtMs: Math.min(rest.heardAtMs, now) }),
    ...(rest.clearedAtMs !== undefined && { clearedAtMs: Math.min(rest.clearedAtMs, now) }),
    ...(open && { open }),
  };
}
