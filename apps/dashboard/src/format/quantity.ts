import { decimalsOf, metrics, type MetricName } from '@cord/fleet/view';

/** Stands where a message bore no value: absent is not zero. */
const NOT_REPORTED = '–';

/** A metric's value as its meter resolves it: `'1,440.2'`. The unit is {@link metrics}' own and stands apart. */
export function formatValue(name: MetricName, value: number | undefined): string {
  if (value === undefined) return NOT_REPORTED;
  const digits = decimalsOf(metrics[name]);
  // Adding zero turns a rounded -0 into 0.
  return withDigits(Number(value.toFixed(digits)) + 0, digits);
}

/** `'1,440.2 W'`, or the dash alone. */
export function formatMetric(name: MetricName, value: number | undefined): string {
  return value === undefined ? NOT_REPORTED : `${formatValue(name, value)} ${metrics[name].unit}`;
}

/** As a figure beside others: what only grows is told by prefix, all else as its meter resolves it. */
export function formatFigure(name: MetricName, value: number | undefined): string {
  return metrics[name].unit === 'Wh' ? formatEnergy(value) : formatMetric(name, value);
}

/** Power of many cords at once: watts below a kilowatt, then kilowatts. */
export function formatPower(watts: number): string {
  return withPrefix(watts, 'W', 0);
}

/** Energy since the meter's birth: watt hours below a kilowatt hour, then kilowatt hours. */
export function formatEnergy(wattHours: number | undefined): string {
  return wattHours === undefined ? NOT_REPORTED : withPrefix(wattHours, 'Wh', 1);
}

export function formatCount(count: number): string {
  return withDigits(count, 0);
}

/** By digits: a format costs far more to make than to use, and a page of a thousand cords writes thousands of figures a second. */
const formats = new Map<number, Intl.NumberFormat>();

function withDigits(value: number, digits: number): string {
  const known = formats.get(digits);
  if (known !== undefined) return known.format(value);
  const format = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(digits, format);
  return format.format(value);
}

// Rounded before it is judged, so that 999.6 W is 1.00 kW and never 1,000 W.
function withPrefix(value: number, unit: string, digits: number): string {
  const isBelowThousand = Number(value.toFixed(digits)) < 1000;
  return isBelowThousand ? `${withDigits(value, digits)} ${unit}` : `${withDigits(value / 1000, 2)} k${unit}`;
}
