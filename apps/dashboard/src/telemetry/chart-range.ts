/** How far back the charts reach. */
export interface ChartRange {
  id: string;
  label: string;
  /** After "in the last". */
  inWords: string;
  lengthMs: number;
}

const MINUTE_MS = 60_000;

// Drawn message by message: an hour at one a second fits, a day would not.
export const shortRange: ChartRange = { id: '5min', label: '5 min', inWords: '5 minutes', lengthMs: 5 * MINUTE_MS };
export const chartRanges: readonly ChartRange[] = [
  shortRange,
  { id: '1h', label: '1 hour', inWords: 'hour', lengthMs: 60 * MINUTE_MS },
];
