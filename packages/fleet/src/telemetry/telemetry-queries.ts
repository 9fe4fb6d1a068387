/** A question to the lake that an analyst finds saved: in Athena, and by `cord query --saved`. */
export interface TelemetryQuery {
  readonly name: string;
  readonly description: string;
  /** Shape: Athena SQL (engine 3) over the table `telemetry`. */
  readonly sql: string;
}

/** A cord that says nothing for longer is not counted as running on: its longest interval is 15 minutes. */
const LONGEST_INTERVAL_SECONDS = 900;

/** Condition on the days that a query reads. Both sides are text: Athena projects these partitions and scans no other. */
export const lastDays = (days: number) => `day >= cast(cast(current_date - interval '${days}' day AS date) AS varchar)`;

/** The saved questions, the same text in both homes. Each names the days it reads: Athena costs by what it scans. */
export const telemetryQueries: readonly TelemetryQuery[] = [
  {
    name: 'watts-per-minute',
    description: 'Mean and highest watts of each thing in every minute since yesterday',
    sql: `SELECT thing_name,
       date_trunc('minute', cast(from_unixtime(received_at / 1000.0) AS timestamp)) AS minute,
       round(avg(watts), 1) AS watts,
       max(watts) AS highest_watts
FROM telemetry
WHERE ${lastDays(1)} AND watts IS NOT NULL
GROUP BY 1, 2
ORDER BY 1, 2`,
  },
  {
    name: 'kilowatt-hours-per-day',
    description: 'Energy of each thing on each of the last 30 days, from its meter; a meter that starts anew counts on',
    sql: `WITH steps AS (
  SELECT thing_name, day, watt_hours,
         lag(watt_hours) OVER (PARTITION BY thing_name ORDER BY received_at) AS previous
  FROM telemetry
  WHERE ${lastDays(30)} AND watt_hours IS NOT NULL
)
SELECT thing_name, day,
       round(sum(CASE WHEN watt_hours >= previous THEN watt_hours - previous
                      WHEN previous IS NOT NULL THEN watt_hours
                      ELSE 0 END) / 1000, 3) AS kilowatt_hours
FROM steps
GROUP BY thing_name, day
ORDER BY thing_name, day`,
  },
  {
    name: 'duty-cycle',
    description: 'Share of the time that each thing drew more than 5 W, on each of the last 7 days',
    sql: `WITH spans AS (
  SELECT thing_name, day, watts,
         least(coalesce(lead(received_at) OVER (PARTITION BY thing_name ORDER BY received_at), received_at) - received_at,
               ${LONGEST_INTERVAL_SECONDS * 1000}) AS milliseconds
  FROM telemetry
  WHERE ${lastDays(7)} AND watts IS NOT NULL
)
SELECT thing_name, day,
       round(sum(CASE WHEN watts > 5 THEN milliseconds ELSE 0 END) / cast(sum(milliseconds) AS double), 4) AS duty_cycle,
       round(sum(milliseconds) / 3600000.0, 2) AS observed_hours
FROM spans
WHERE milliseconds > 0
GROUP BY thing_name, day
ORDER BY thing_name, day`,
  },
  {
    name: 'last-seen',
    description: 'When each thing was last heard of in 7 days, and what it said; the longest silent comes first',
    sql: `SELECT thing_name,
       cast(from_unixtime(max(received_at) / 1000.0) AS timestamp) AS last_seen,
       max_by(relay_on, received_at) AS relay_on,
       max_by(watts, received_at) AS watts
FROM telemetry
WHERE ${lastDays(7)}
GROUP BY thing_name
ORDER BY last_seen`,
  },
];
