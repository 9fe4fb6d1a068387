/**
 * What a cord measures, as its published payload names it. `step` is the resolution of the meter in `unit`.
 * Source: the 2021 Quick Start's SiteWise model and QuickSight field list; `power_factor` is whole percent, not 0..1.
 */
export const metrics = {
  volts: { name: 'volts', unit: 'V', step: 0.1 },
  amps: { name: 'amps', unit: 'A', step: 0.001 },
  watts: { name: 'watts', unit: 'W', step: 0.1 },
  power_factor: { name: 'power_factor', unit: '%', step: 1 },
  watt_hours: { name: 'watt_hours', unit: 'Wh', step: 0.1 },
} as const;

export type MetricName = keyof typeof metrics;

export function isMetricName(text: string): text is MetricName {
  return Object.hasOwn(metrics, text);
}
