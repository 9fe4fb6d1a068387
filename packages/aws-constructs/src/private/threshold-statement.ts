/**
 * A threshold's statement with what its function must know beside the message: whose sample it is, and when it came.
 * All rules share one function, and its event is the statement's output alone.
 */
export function tagStatement(statement: string, thresholdId: string): string {
  // Every statement of a threshold begins so, and a threshold's id holds no quote.
  return statement.replace(/^SELECT \*,/, `SELECT *, '${thresholdId}' AS threshold_id, timestamp() AS received_at,`);
}
