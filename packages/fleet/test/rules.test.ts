import { compileStatement, defineThreshold, thresholdSqlVersion } from '@cord/rules';
import { parseConfig } from '../src/config/cord-config.js';
import { rulesOf } from '../src/rules.js';

const config = parseConfig({
  thresholds: [
    { id: 'load-on', metric: 'watts', above: 5 },
    { id: 'apparent', expression: 'volts * amps', above: 1200, for: '10s' },
  ],
});

describe('rulesOf', () => {
  it('lists every rule of the configuration: ingestion, breach and recovery of each threshold, the reported relay', () => {
    expect(rulesOf(config).map(({ description }) => description)).toEqual([
      'Telemetry into the store',
      'Breach of threshold load-on',
      'Recovery of threshold load-on',
      'Breach of threshold apparent',
      'Recovery of threshold apparent',
      'What cords report of their relay',
    ]);
  });

  it('says in the output of a threshold which one it is and when the message came', () => {
    const [, breach] = rulesOf(config);
    expect(breach?.statement).toBe(
      "SELECT *, 'load-on' AS threshold_id, timestamp() AS received_at, topic(2) AS thing_name " +
        "FROM 'iot8020/+/metrics' WHERE watts > 5.0",
    );
  });

  it('writes statements that compile, whatever the topic root', () => {
    for (const { statement } of rulesOf({ ...config, topicRoot: 'plant 7' })) {
      expect(() => compileStatement(statement, { version: thresholdSqlVersion })).not.toThrow();
    }
  });

  it('gives each threshold with the rule that finds its samples', () => {
    const threshold = defineThreshold({ id: 'hot', metric: 'amps', above: 1 });
    const actions = rulesOf({ topicRoot: 'iot8020', thresholds: [threshold] }).map(({ action }) => action);
    expect(actions).toEqual([
      { type: 'ingest' },
      { type: 'evaluate', threshold, sample: 'breach' },
      { type: 'evaluate', threshold, sample: 'recovery' },
      { type: 'confirm-relay' },
    ]);
  });
});
