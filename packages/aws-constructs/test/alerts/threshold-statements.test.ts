import { metricsTopicFilter, readSample, thresholdRules } from '@cord/fleet';
import { compileStatement, defineThreshold, thresholdOf, type Threshold } from '@cord/rules';
import * as fc from 'fast-check';
import { formatBreach, type BreachMessage } from '../../src/alerts/breach-notification.js';

const atMs = 1_768_464_000_000;
const thingName = 'CS-CORD-DK-0123f2408ea1fcf201';
const topicFilter = metricsTopicFilter('iot8020');

function statementsOf(threshold: Threshold) {
  const [breach, recovery] = thresholdRules(threshold, topicFilter);
  return { breach: breach.statement, recovery: recovery.statement };
}

function evaluate(statement: string, watts: number, thing = thingName) {
  return compileStatement(statement).evaluate({
    topic: `iot8020/${thing}/metrics`,
    payload: JSON.stringify({ watts, relay_on: true }),
    timestamp: atMs,
  });
}

/** The functions see a statement's output and nothing else: whatever they say must be in there. */
describe('the statements of a threshold', () => {
  const threshold = defineThreshold({
    id: 'load-on',
    metric: 'watts',
    above: 5,
    clearAt: 4,
    clearFor: '30s',
    perThing: { pump: { above: 900, clearAt: 850 } },
  });
  const { breach, recovery } = statementsOf(threshold);

  it('tell which thing breaches which threshold, when and with what value', () => {
    const evaluation = evaluate(breach, 6.2);
    if (!evaluation.matched) throw new Error('6.2 W did not breach 5 W');
    const message = JSON.parse(evaluation.text) as BreachMessage;
    expect(message).toMatchObject({ thing_name: thingName, threshold_id: 'load-on', received_at: atMs });
    expect(readSample(threshold, message)).toEqual({ thingName, value: 6.2 });
    expect(formatBreach(message, threshold, atMs).text).toMatch(/Value: +6.2\nLimit: +above 5/);
  });

  it('let each sample through once, on its side of the limit that holds for the thing', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -10, max: 2000, noNaN: true }),
        fc.constantFrom(thingName, 'pump'),
        (watts, thing) => {
          const isBreach = watts > (thresholdOf(threshold, thing).above ?? 0);
          expect(evaluate(breach, watts, thing).matched).toBe(isBreach);
          expect(evaluate(recovery, watts, thing).matched).toBe(!isBreach);
        },
      ),
    );
  });

  it.each([4, 4.5, 5])('let %p W through as no breach: it may end a recovery that had begun', (watts) => {
    expect(evaluate(breach, watts).matched).toBe(false);
    expect(evaluate(recovery, watts).matched).toBe(true);
  });

  it('bear the value of an expression', () => {
    const apparent = defineThreshold({ id: 'apparent', expression: 'watts * 2', above: 10 });
    const evaluation = evaluate(statementsOf(apparent).breach, 6);
    expect(evaluation.matched && readSample(apparent, JSON.parse(evaluation.text))).toEqual({ thingName, value: 12 });
  });
});
