import type { DuckDBConnection } from '@duckdb/node-api';

/** All of `work` or nothing. A connection has one transaction at a time: whoever shares one takes turns. */
export async function inTransaction<Result>(
  connection: DuckDBConnection,
  work: () => Promise<Result>,
): Promise<Result> {
  await connection.run('BEGIN');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // A COMMIT that fails has ended the transaction already; what went wrong is the error, not that.
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}
