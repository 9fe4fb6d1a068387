import { metricList } from '@cord/fleet';

export interface RollUpColumn {
  name: string;
  type: string;
}

const ofMetrics: readonly RollUpColumn[] = metricList.flatMap(({ name }) => [
  // Messages that had it: a mean of means is weighed by these.
  { name: `${name}_samples`, type: 'BIGINT' },
  ...['min', 'mean', 'max'].map((figure) => ({ name: `${name}_${figure}`, type: 'DOUBLE' })),
]);

const ofBucket = (start: string): readonly RollUpColumn[] => [
  { name: 'thing_name', type: 'VARCHAR' },
  // Epoch milliseconds of its beginning.
  { name: start, type: 'BIGINT' },
  // Messages in it.
  { name: 'samples', type: 'BIGINT' },
  ...ofMetrics,
];

/** What a row of each roll-up holds; a figure is null where no message of the bucket had the metric. */
export const rollUpColumns = {
  minutes: ofBucket('minute'),
  hours: ofBucket('hour'),
  /**
   * Energy of one thing in one hour, found when the hour `found_in` was gone through: a gap gives energy to hours before it too.
   * The energy of an hour is the sum of its parts.
   */
  energy: [
    { name: 'thing_name', type: 'VARCHAR' },
    { name: 'hour', type: 'BIGINT' },
    { name: 'watt_hours', type: 'DOUBLE' },
    // Divided over hours by time, since nothing was heard for longer than any cord is silent.
    { name: 'is_estimated', type: 'BOOLEAN' },
    // Time of the hour in which nobody knows what was drawn: not nothing, and not in `watt_hours`.
    { name: 'unknown_ms', type: 'BIGINT' },
    { name: 'resets', type: 'INTEGER' },
    { name: 'found_in', type: 'BIGINT' },
  ],
} as const satisfies Readonly<Record<string, readonly RollUpColumn[]>>;
