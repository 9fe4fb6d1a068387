import type { Threshold } from '../threshold/threshold.js';
import type { AlertState, AlertTransition, Sample, Tick } from './state.js';

/** What a step leads to. */
export interface AlertStep {
  readonly state: AlertState;
  /** Absent when there is nothing to tell. */
  readonly transition?: AlertTransition;
}

/** What every part of a step needs to know. `now` is the clock's, which no sample need agree with. */
interface Setting {
  readonly threshold: Threshold;
  readonly now: number;
}

/**
 * One step of the state machine behind a threshold: ok → pending (`for` runs) → firing → recovering (`clearFor` runs) → ok,
 * and no-data. Pure: the same arguments give the same step. At most one alert is open, under any order or repetition of
 * samples; a sample that is older than the last is passed over.
 *
 * `for` and `clearFor` run by the samples' own time up to the newest, and from when that came in by the clock, so that a backlog
 * is judged as if it had come in time. `cooldown`, `repeatEvery` and `noDataAfter` run by the clock.
 *
 * `threshold` is that of the thing (see {@link thresholdOf}), `state` what the last step gave, `now` epoch milliseconds.
 */
export function stepAlert(
  threshold: Threshold,
  state: AlertState | undefined,
  event: Sample | Tick,
  now: number,
): AlertStep {
  const setting = { threshold, now };
  const known = keepWithinClock(state ?? { version: 1, phase: 'ok', sinceMs: now }, now);
  if (event.kind === 'tick') return passTime(known, setting);
  // A sample from the future of this clock counts from now: nothing may wait for a time that a wrong clock made up.
  const atMs = Math.min(event.atMs, now);
  if (known.lastSampleAtMs !== undefined && atMs < known.lastSampleAtMs) return passTime(known, setting);
  return takeSample(known, { value: event.value, atMs }, setting);
}

type TimedValue = Pick<Sample, 'atMs' | 'value'>;

function takeSample(before: AlertState, sample: TimedValue, setting: Setting): AlertStep {
  const { now } = setting;
  const state = { ...before, lastSampleAtMs: sample.atMs, heardAtMs: now };
  if (before.phase !== 'no-data') return judgeSample(state, sample, setting);
  const step = judgeSample(enter(state, before.open ? 'firing' : 'ok', now), sample, setting);
  const resumed: AlertTransition = { type: 'data-resumed', atMs: now, ...(before.open && { alert: before.open }) };
  return { transition: resumed, ...step };
}

function judgeSample(state: AlertState, { value, atMs }: TimedValue, setting: Setting): AlertStep {
  const { threshold, now } = setting;
  const isOpen = state.open !== undefined;
  if (isBreach(threshold, value)) {
    // Within the millisecond of a recovery this may be the breach before it, delivered again.
    if (state.clearedSampleAtMs === atMs) return passTime(state, setting);
    if (isOpen) return passTime(stayIn('firing', state, now), setting);
    return raiseWhenDue(stayIn('pending', state, atMs), setting, value);
  }
  if (!isOpen) return { state: stayIn('ok', state, now) };
  // Between the two limits: no breach any more and no recovery yet.
  if (!isClear(threshold, value)) return passTime(stayIn('firing', state, now), setting);
  return clearWhenDue(stayIn('recovering', state, atMs), setting, value);
}

function passTime(state: AlertState, setting: Setting): AlertStep {
  const { threshold, now } = setting;
  if (isSilent(threshold, state, now)) {
    const transition: AlertTransition = { type: 'no-data', atMs: now, ...(state.open && { alert: state.open }) };
    return { state: enter(state, 'no-data', now), transition };
  }
  if (state.phase === 'pending') return raiseWhenDue(state, setting);
  if (state.phase === 'recovering') return clearWhenDue(state, setting);
  return repeatWhenDue(state, setting);
}

function raiseWhenDue(state: AlertState, { threshold, now }: Setting, value?: number): AlertStep {
  const isCooling = state.clearedAtMs !== undefined && now - state.clearedAtMs < threshold.cooldownMs;
  if (lastedMs(state, now) < threshold.forMs || isCooling) {
    return { state: value === undefined ? state : { ...state, pendingValue: value } };
  }
  const raisedBy = value ?? state.pendingValue;
  const open = { raisedAtMs: now, toldAtMs: now, ...(raisedBy !== undefined && { value: raisedBy }) };
  return { state: { ...enter(state, 'firing', now), open }, transition: { type: 'raised', atMs: now, alert: open } };
}

function clearWhenDue(state: AlertState, { threshold, now }: Setting, value?: number): AlertStep {
  const { open: alert, ...closed } = enter(state, 'ok', now);
  if (alert === undefined) return { state: closed };
  if (lastedMs(state, now) < threshold.clearForMs) return { state };
  const transition: AlertTransition = { type: 'cleared', atMs: now, alert, ...(value !== undefined && { value }) };
  const { lastSampleAtMs } = state;
  const cleared = { clearedAtMs: now, ...(lastSampleAtMs !== undefined && { clearedSampleAtMs: lastSampleAtMs }) };
  return { state: { ...closed, ...cleared }, transition };
}

function repeatWhenDue(state: AlertState, { threshold: { repeatEveryMs }, now }: Setting): AlertStep {
  if (repeatEveryMs === undefined || state.open === undefined || now - state.open.toldAtMs < repeatEveryMs)
    return { state };
  const open = { ...state.open, toldAtMs: now };
  return { state: { ...state, open }, transition: { type: 'repeated', atMs: now, alert: open } };
}

/** How long a breach or recovery has lasted: from its first sample to the newest by their own time, and on by the clock. */
function lastedMs({ sinceMs, lastSampleAtMs, heardAtMs }: AlertState, now: number): number {
  if (lastSampleAtMs === undefined) return now - sinceMs;
  return lastSampleAtMs - sinceMs + (now - (heardAtMs ?? lastSampleAtMs));
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

function stayIn(phase: AlertState['phase'], state: AlertState, sinceMs: number): AlertState {
  return state.phase === phase ? state : enter(state, phase, sinceMs);
}

function enter(state: AlertState, phase: AlertState['phase'], sinceMs: number): AlertState {
  const { pendingValue: _forgotten, ...rest } = state;
  return { ...rest, phase, sinceMs };
}

// A clock that went back must not leave times ahead of it: waits would never end and every sample would look old.
function keepWithinClock(state: AlertState, now: number): AlertState {
  const { lastSampleAtMs, clearedSampleAtMs, ...rest } = state;
  const times = [
    rest.sinceMs,
    lastSampleAtMs,
    rest.heardAtMs,
    rest.clearedAtMs,
    clearedSampleAtMs,
    rest.open?.toldAtMs,
  ];
  // As it was, members in their order: whoever compares its text with the last one's need write nothing.
  if (times.every((atMs) => atMs === undefined || atMs <= now)) return state;
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
