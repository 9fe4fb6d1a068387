/** One quantity that a cord measures. */
export interface Metric {
  /** Its key in the payload, and its column in both homes. */
  readonly name: string;
  /** Its member in `Telemetry`. */
  readonly member: string;
  readonly unit: string;
  /** Resolution of the meter, in `unit`. */
  readonly step: number;
  /** What people read beside the value. */
  readonly label: string;
  /** The same where there is room for a few letters alone, such as a terminal's column. */
  readonly shortLabel: string;
}

/**
 * What a cord measures, as its published payload names it. Whatever reads, keeps or shows telemetry loops over this table.
 * Source: the 2021 Quick Start's SiteWise model and QuickSight field list; `power_factor` is whole percent, not 0..1.
 */
// prettier-ignore
export const metrics = {
  volts:        { name: 'volts',        member: 'volts',              unit: 'V',  step: 0.1,   label: 'Voltage',      shortLabel: 'V' },
  amps:         { name: 'amps',         member: 'amps',               unit: 'A',  step: 0.001, label: 'Current',      shortLabel: 'A' },
  watts:        { name: 'watts',        member: 'watts',              unit: 'W',  step: 0.1,   label: 'Power',        shortLabel: 'W' },
  power_factor: { name: 'power_factor', member: 'powerFactorPercent', unit: '%',  step: 1,     label: 'Power factor', shortLabel: 'PF %' },
  watt_hours:   { name: 'watt_hours',   member: 'wattHours',          unit: 'Wh', step: 0.1,   label: 'Energy',       shortLabel: 'Wh' },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;

/** Every metric, in the table's order. */
export const metricList: readonly (typeof metrics)[MetricName][] = Object.values(metrics);

/** What people look at first; the others follow in the table's order. */
export const mainMetric = metrics.watts;
export const otherMetrics = metricList.filter((metric) => metric !== mainMetric);

export function isMetricName(text: string): text is MetricName {
  return Object.hasOwn(metrics, text);
}

/** Digits after the point that the meter resolves: 1 for a step of 0.1. */
export function decimalsOf({ step }: Metric): number {
  return Math.max(0, -Math.floor(Math.log10(step)));
}
