import type { ItemFailure } from '@cord/fleet';

/**
 * Logs each item that a loop went on without, and then fails the run: it did what it could, its alarm counts that something is
 * left, and the next run tries again.
 *
 * Throws: `AggregateError` where there is a failure.
 */
export function reportFailures(message: string, failures: readonly ItemFailure[]): void {
  for (const { item, error } of failures) console.error({ message, item, error });
  if (failures.length === 0) return;
  throw new AggregateError(
    failures.map(({ error }) => error),
    `${message}: ${failures.length} items, the first ${failures[0]?.item}`,
  );
}
