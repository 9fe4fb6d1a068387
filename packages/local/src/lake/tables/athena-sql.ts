/** As Athena has it: days are UTC's, and whole numbers divided give whole numbers. */
const settings = ["TimeZone = 'UTC'", 'integer_division = true'] as const;

/**
 * What the SQL of Athena (engine 3, Trino) has and DuckDB has not, or has under another name: questions to the cloud's lake run here
 * as they are. What both have under one name means the same there and here, but for `greatest` and `least`, which pass over null.
 */
// prettier-ignore
const macros: readonly (readonly [signature: string, body: string])[] = [
  ['from_unixtime(seconds)',                    'to_timestamp(seconds)'],
  ['to_unixtime(moment)',                       'epoch(moment)'],
  ['to_milliseconds(span)',                     'CAST(epoch(span) * 1000 AS BIGINT)'],
  ['from_iso8601_timestamp(text)',              'CAST(text AS TIMESTAMPTZ)'],
  ['from_iso8601_date(text)',                   'CAST(text AS DATE)'],
  ['to_iso8601(moment)',                        "strftime(moment, '%Y-%m-%dT%H:%M:%S.%gZ')"],
  ['at_timezone(moment, zone)',                 'timezone(zone, moment)'],
  ['date_add(unit, count, moment)',             `moment + CASE lower(unit)
    WHEN 'millisecond' THEN to_microseconds(CAST(count * 1000 AS BIGINT)) WHEN 'second' THEN to_seconds(count) WHEN 'minute' THEN to_minutes(count)
    WHEN 'hour' THEN to_hours(count) WHEN 'day' THEN to_days(CAST(count AS INTEGER)) WHEN 'week' THEN to_weeks(CAST(count AS INTEGER))
    WHEN 'month' THEN to_months(CAST(count AS INTEGER)) WHEN 'quarter' THEN to_months(CAST(count * 3 AS INTEGER))
    WHEN 'year' THEN to_years(CAST(count AS INTEGER)) ELSE error('date_add has no unit ' || unit) END`],
  ['date_add(moment, span)',                    'moment + span'],
  ['day_of_week(moment)',                       'isodow(moment)'],
  ['day_of_month(moment)',                      'day(moment)'],
  ['day_of_year(moment)',                       'dayofyear(moment)'],
  ['week_of_year(moment)',                      'week(moment)'],
  ['last_day_of_month(moment)',                 'last_day(moment)'],
  ['approx_distinct(value)',                    'approx_count_distinct(value)'],
  ['approx_percentile(value, share)',           'approx_quantile(value, share)'],
  ['element_at(list, place)',                   'list[place]'],
  ['cardinality(list)',                         'len(list)'],
  ['sequence(first, last)',                     'generate_series(first, last)'],
  ['sequence(first, last, step)',               'generate_series(first, last, step)'],
  ['regexp_like(text, pattern)',                'regexp_matches(text, pattern)'],
  ['json_extract_scalar(json, path)',           'json_extract_string(json, path)'],
  ['truncate(number)',                          'trunc(number)'],
  ['is_nan(number)',                            'isnan(number)'],
  ['is_finite(number)',                         'isfinite(number)'],
  ['is_infinite(number)',                       'isinf(number)'],
  ['infinity()',                                "CAST('infinity' AS DOUBLE)"],
  ['nan()',                                     "CAST('nan' AS DOUBLE)"],
  ['rand()',                                    'random()'],
];

/** Statements that make of DuckDB's SQL what Athena's is. */
export function listAthenaStatements(): readonly string[] {
  const bodies = new Map<string, string[]>();
  for (const [signature, body] of macros) {
    const [name = ''] = signature.split('(');
    const overload = `${signature.slice(name.length)} AS (${body})`;
    bodies.set(name, [...(bodies.get(name) ?? []), overload]);
  }
  return [
    ...settings.map((setting) => `SET GLOBAL ${setting}`),
    ...[...bodies].map(([name, overloads]) => `CREATE MACRO ${name}${overloads.join(', ')}`),
  ];
}
