import { metrics, type MetricName } from '@cord/fleet/view';

/** Stands where a message bore no value: absent is not zero. */
export const NOT_REPORTED = '–';

/** A metric's value as its meter resolves it: `'1,440.2'`. The unit is {@link metrics}' own and stands apart. */
export function formatValue(name: MetricName, value: number | undefined): string {
  if (value === undefined) return NOT_REPORTED;
  const digits = Math.max(0, -Math.floor(Math.log10(metrics[name].step)));
  // Adding zero turns a rounded -0 into 0.
  return withDigits(Number(value.toFixed(digits)) + 0, digits);
}

/** `'1,440.2 W'`, or the dash alone. */
export function formatMetric(name: MetricName, value: number | undefined): string {
  return value === undefined ? NOT_REPORTED : `${formatValue(name, value)} ${metrics[name].unit}`;
}

/** Power of many cords at once: watts below a kilowatt, then kilowatts. */
export function formatPower(watts: number): string {
  return watts < 1000 ? `${withDigits(watts, 0)} W` : `${withDigits(watts / 1000, 2)} kW`;
}

/** Energy since the meter's birth: watt hours below a kilowatt hour, then kilowatt hours. */
export function formatEnergy(wattHours: number | undefined): string {
  if (wattHours === undefined) return NOT_REPORTED;
  return wattHours < 1000 ? `${withDigits(wattHours, 1)} Wh` : `${withDigits(wattHours / 1000, 2)} kWh`;
}

export function formatCount(count: number): string {
  return withDigits(count, 0);
}

function withDigits(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
