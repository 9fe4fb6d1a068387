import ms, { type StringValue } from 'ms';
import { CommandError } from './command-error.js';

/** Flags that every command takes. */
export interface GlobalOptions {
  json: boolean;
  color: boolean;
  debug: boolean;
  /** A configuration file other than `cord.config.*` in the working folder. */
  config?: string;
}

/** Reads `20s`, `5m`, `1h`; a bare number is seconds. */
export function parseDurationMs(text: string): number {
  const duration = text === '' ? undefined : /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : ms(text as StringValue);
  if (duration === undefined || !Number.isFinite(duration) || duration <= 0) {
    throw new CommandError('invalid-option', `'${text}' is no duration, expected such as 20s, 5m or 1h`);
  }
  return duration;
}

/** Reads a whole number inside a range. */
export function parseWhole(text: string, { least, most }: { least: number; most: number }): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new CommandError('invalid-option', `'${text}' is not a whole number from ${least} to ${most}`);
  }
  return value;
}
