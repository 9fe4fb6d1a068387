import { thresholdStatements, type Threshold } from '@cord/rules';

/** The statements behind a threshold's two rules, with what their function must know beside the message. */
export function ruleStatements(threshold: Threshold, topicFilter: string): { breach: string; recovery: string } {
  const { breach, clear } = thresholdStatements(threshold, { topicFilter });
  return { breach: tagStatement(breach, threshold.id), recovery: tagStatement(clear, threshold.id) };
}

/** All rules share one function, and its event is the statement's output alone: whose sample it is, and when it came. */
function tagStatement(statement: string, thresholdId: string): string {
  // Every statement of a threshold begins so, and a threshold's id holds no quote.
  return statement.replace(/^SELECT \*,/, `SELECT *, '${thresholdId}' AS threshold_id, timestamp() AS received_at,`);
}
