import { DuckDBTimestampValue } from '@duckdb/node-api';

/** Epoch milliseconds as DuckDB's TIMESTAMP, which counts microseconds. */
export function toTimestamp(atMs: number): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(atMs) * 1000n);
}
