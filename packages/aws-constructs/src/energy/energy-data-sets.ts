import { lastDays } from '@cord/fleet';
import type { Threshold } from '@cord/rules';
import { telemetryQueries } from '../telemetry/telemetry-queries.js';

/** One question to the lake and the chart of its answer. */
export interface EnergyDataSet {
  readonly name: string;
  readonly title: string;
  /** Shape: Athena SQL over the table `telemetry`. */
  readonly sql: string;
  readonly chart: 'line' | 'bar';
  /** Along the bottom. A time is drawn by the minute. */
  readonly category: { readonly column: string; readonly type: 'DATETIME' | 'STRING' };
  /** Upwards. */
  readonly value: { readonly column: string; readonly aggregation: 'AVERAGE' | 'SUM' };
  /** One line or colour each. */
  readonly series: string;
  /** Columns that the chart does not draw, in the order of the SQL's answer. */
  readonly others: readonly { readonly column: string; readonly type: 'DECIMAL' | 'STRING' }[];
}

/** What the dashboard shows, sheet by sheet. */
export function energyDataSets(thresholds: readonly Threshold[]): readonly EnergyDataSet[] {
  const breaches = breachesSql(thresholds);
  return [
    {
      name: 'watts-per-minute',
      title: 'Watts per minute',
      sql: sqlOf('watts-per-minute'),
      chart: 'line',
      category: { column: 'minute', type: 'DATETIME' },
      value: { column: 'watts', aggregation: 'AVERAGE' },
      series: 'thing_name',
      others: [{ column: 'highest_watts', type: 'DECIMAL' }],
    },
    {
      name: 'kilowatt-hours-per-day',
      title: 'Kilowatt hours per day',
      sql: sqlOf('kilowatt-hours-per-day'),
      chart: 'bar',
      category: { column: 'day', type: 'STRING' },
      value: { column: 'kilowatt_hours', aggregation: 'SUM' },
      series: 'thing_name',
      others: [],
    },
    ...(breaches === ''
      ? []
      : [
          {
            name: 'breaches-per-day',
            title: 'Messages in breach per day and threshold',
            sql: breaches,
            chart: 'bar',
            category: { column: 'day', type: 'STRING' },
            value: { column: 'messages', aggregation: 'SUM' },
            series: 'threshold',
            others: [{ column: 'thing_name', type: 'STRING' }],
          } as const,
        ]),
  ];
}

function sqlOf(name: string): string {
  return telemetryQueries.find((query) => query.name === name)?.sql ?? '';
}

/** Thresholds that are an expression are left out: they are IoT SQL, which Athena does not speak. */
function breachesSql(thresholds: readonly Threshold[]): string {
  const parts = thresholds.flatMap(({ id, metric, above, below }) => {
    if (metric === undefined) return [];
    const breach = above === undefined ? `${metric} < ${below}` : `${metric} > ${above}`;
    return `SELECT thing_name, day, '${id}' AS threshold, count(*) AS messages
FROM telemetry
WHERE ${lastDays(30)} AND ${breach}
GROUP BY thing_name, day`;
  });
  return parts.join('\nUNION ALL\n');
}
