import { thresholdStatements, type Threshold } from '@cord/rules';

/** The statements behind a threshold's two rules, with what their function must know beside the message. */
export function ruleStatements(threshold: Threshold, topicFilter: string): { breach: string; recovery: string } {
  const { breach } = thresholdStatements(threshold, { topicFilter });
  // Every sample that is no breach, those between the limit and `clearAt` too: they end a recovery that had begun.
  const { clear: recovery = breach } = thresholdStatements(withoutClearLimit(threshold), { topicFilter });
  return { breach: tagStatement(breach, threshold.id), recovery: tagStatement(recovery, threshold.id) };
}

function withoutClearLimit(threshold: Threshold): Threshold {
  const limits = Object.entries(threshold.perThing).map(([thingName, own]) => {
    return [thingName, { ...own, clearAt: undefined }] as const;
  });
  return { ...threshold, clearAt: undefined, perThing: Object.fromEntries(limits) };
}

/** All rules share one function, and its event is the statement's output alone: whose sample it is, and when it came. */
function tagStatement(statement: string, thresholdId: string): string {
  // Every statement of a threshold begins so, and a threshold's id holds no quote.
  return statement.replace(/^SELECT \*,/, `SELECT *, '${thresholdId}' AS threshold_id, timestamp() AS received_at,`);
}
