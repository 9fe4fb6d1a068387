import { metricsTopicFilter } from '@cord/fleet';
import { compileStatement, defineThreshold, thresholdStatements } from '@cord/rules';
import { tagStatement } from '../../src/private/threshold-statement.js';
import { describeBreach, type BreachMessage } from '../../src/handlers/describe-breach.js';

/** The function sees the statement's output and nothing else: whatever it says must be in there. */
describe('the breach statement of a threshold', () => {
  const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });
  const statements = thresholdStatements(threshold, { topicFilter: metricsTopicFilter('iot8020') });
  const breach = tagStatement(statements.breach, threshold.id);
  const evaluate = (watts: number) => {
    return compileStatement(breach).evaluate({
      topic: 'iot8020/CS-CORD-DK-0123f2408ea1fcf201/metrics',
      payload: JSON.stringify({ watts, relay_on: true }),
      timestamp: 1_768_464_000_000,
    });
  };

  it('tells which thing breaches which threshold, and with what value', () => {
    const evaluation = evaluate(6.2);
    if (!evaluation.matched) throw new Error('6.2 W did not breach 5 W');
    const message = JSON.parse(evaluation.text) as BreachMessage;
    expect(message).toMatchObject({
      thing_name: 'CS-CORD-DK-0123f2408ea1fcf201',
      threshold_id: 'load-on',
      received_at: 1_768_464_000_000,
    });
    expect(describeBreach(message, threshold, new Date(1_768_464_000_000)).text).toBe(
      [
        'CS-CORD-DK-0123f2408ea1fcf201: watts 6.2 is above 5 W',
        `threshold: load-on (${threshold.severity})`,
        'at: 2026-01-15T08:00:00.000Z',
      ].join('\n'),
    );
  });

  it('lets a message below the limit go', () => {
    expect(evaluate(4.9)).toEqual({ matched: false });
  });
});
