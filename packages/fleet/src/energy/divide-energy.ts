import { HOUR_MS, LONGEST_INTERVAL_MS, noParts, type EnergyPart } from './energy.js';

/** A time, up to and without its end. Epoch milliseconds. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Energy of a longer silence lies in its last year: a clock that was years off fills no store. */
const LONGEST_LAID_MS = 366 * 24 * HOUR_MS;

/** By proportion of time, divided at every UTC hour; the parts add up. Units: 0.1 Wh; of whole ones each part is whole. */
export function divideEnergy(tenths: number, span: Span): readonly EnergyPart[] {
  if (tenths <= 0) return noParts;
  const { toMs } = span;
  const fromMs = Math.max(span.fromMs, toMs - LONGEST_LAID_MS);
  const hourStartMs = hourOf(fromMs);
  if (toMs <= hourStartMs + HOUR_MS) return [{ hourStartMs, tenthsWattHour: tenths, isEstimated: false, unknownMs: 0 }];
  const isEstimated = toMs - fromMs > LONGEST_INTERVAL_MS;
  const isWhole = Number.isInteger(tenths);
  const parts: EnergyPart[] = [];
  let before = 0;
  for (let hour = hourStartMs; hour < toMs; hour += HOUR_MS) {
    const share = (tenths * (Math.min(hour + HOUR_MS, toMs) - fromMs)) / (toMs - fromMs);
    const after = isWhole ? Math.round(share) : share;
    if (after > before) {
      parts.push({ hourStartMs: hour, tenthsWattHour: after - before, isEstimated, unknownMs: 0 });
    }
    before = after;
  }
  return parts;
}

/** The same of time in which nobody knows what was drawn. */
export function divideUnknown(span: Span): readonly EnergyPart[] {
  const { toMs } = span;
  const fromMs = Math.max(span.fromMs, toMs - LONGEST_LAID_MS);
  const parts: EnergyPart[] = [];
  for (let hour = hourOf(fromMs); hour < toMs; hour += HOUR_MS) {
    const unknownMs = Math.min(hour + HOUR_MS, toMs) - Math.max(hour, fromMs);
    parts.push({ hourStartMs: hour, tenthsWattHour: 0, isEstimated: false, unknownMs });
  }
  return parts;
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS;
}
