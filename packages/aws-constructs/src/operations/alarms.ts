/** One alarm about the backend itself: it is on while the metric is above the limit. No traffic is no fault. */
export interface AlarmRule<Metric extends string = string> {
  /** After the part: `registration-` + `5xx`. */
  readonly name: string;
  readonly metric: Metric;
  /** Units: those of the metric, over one period (see {@link PERIOD_MINUTES}). */
  readonly above: number;
  /** How many periods in a row. */
  readonly periods: number;
  /** What is wrong while the alarm is on. */
  readonly means: string;
}

/** Units: minutes. Over how long each metric is counted. */
export const PERIOD_MINUTES = 5;

/** By part of the backend: when somebody has to look. Units: milliseconds for `duration`, seconds for `freshness`, else events. */
export const alarms = {
  registration: [
    { name: '5xx', metric: 'serverErrors', above: 0, periods: 1, means: 'cords cannot register' },
    { name: '4xx', metric: 'clientErrors', above: 100, periods: 1, means: 'many registrations are refused' },
    { name: 'slow', metric: 'duration', above: 10_000, periods: 1, means: 'a cord gives up after 20 s' },
  ],
  telemetry: [
    { name: 'late', metric: 'freshness', above: 1800, periods: 1, means: 'telemetry is over half an hour late' },
    { name: 'failed', metric: 'failed', above: 0, periods: 1, means: 'telemetry does not fit the table' },
    { name: 'throttled', metric: 'throttled', above: 0, periods: 1, means: 'AWS IoT drops messages of the rule' },
    { name: 'dead-letters', metric: 'deadLetters', above: 0, periods: 1, means: 'messages could not be delivered' },
  ],
  alerts: [
    { name: 'undelivered', metric: 'undelivered', above: 0, periods: 1, means: 'notifications do not arrive' },
    { name: 'dead-letters', metric: 'deadLetters', above: 0, periods: 1, means: 'messages could not be delivered' },
  ],
  control: [
    { name: '5xx', metric: 'serverErrors', above: 0, periods: 1, means: 'cords cannot be switched' },
    { name: 'dead-letters', metric: 'deadLetters', above: 0, periods: 1, means: 'messages could not be delivered' },
  ],
} as const satisfies Readonly<Record<string, readonly AlarmRule[]>>;

export type Part = keyof typeof alarms;

/** What the alarms of a part look at. */
export type AlarmMetric<P extends Part> = (typeof alarms)[P][number]['metric'];

/** Those of every function of every part: `alerts-` + `sweeper` + `-errors`, which means `function sweeper fails`. */
export const functionAlarms = [
  { name: 'errors', metric: 'errors', above: 0, periods: 1, means: 'fails' },
  { name: 'throttles', metric: 'throttles', above: 0, periods: 1, means: 'is held back' },
] as const satisfies readonly AlarmRule[];
