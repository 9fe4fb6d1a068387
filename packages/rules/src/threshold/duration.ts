import * as z from 'zod';

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Longer than any threshold can mean; keeps sums of times exact. */
const MOST_MS = 366 * unitMs.d;

/** Reads `30s`, `1.5m`, `2h` into milliseconds. */
export const durationSchema = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,3})?(ms|s|m|h|d)$/, 'expected a duration such as 30s, 5m or 2h')
  .transform((text) => {
    const [, amount = '', unit = 's'] = /^([\d.]+)([a-z]+)$/.exec(text) ?? [];
    return Math.round(Number(amount) * unitMs[unit as keyof typeof unitMs]);
  })
  .refine((milliseconds) => milliseconds <= MOST_MS, 'expected at most 366d');

/** A duration that something happens once in, so not zero. */
export const periodSchema = durationSchema.refine((milliseconds) => milliseconds > 0, 'expected more than 0s');
