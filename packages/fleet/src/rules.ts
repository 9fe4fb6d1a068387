import { thresholdStatements, type Threshold } from '@cord/rules';
import { ingestionStatement, reportedRelayStatement } from './contract/statements.js';
import { metricsTopicFilter } from './contract/topics.js';

/** One rule of a fleet: which messages it takes, and what becomes of them. Both homes run the same text. */
export interface FleetRule {
  readonly description: string;
  /** Shape: AWS IoT SQL, version 2016-03-23. */
  readonly statement: string;
  readonly action: RuleAction;
}

export type RuleAction =
  /** Keeps the message: see `parseTelemetry`. */
  | { readonly type: 'ingest' }
  /** Takes the sample to its threshold: see `takeSample`. */
  | { readonly type: 'evaluate'; readonly threshold: Threshold; readonly sample: 'breach' | 'recovery' }
  /** Tells commands what the cord reports of its relay: see `confirmRelay`. */
  | { readonly type: 'confirm-relay' };

/** What rules are made from: these keys of the configuration. */
export interface RuleSettings {
  readonly topicRoot: string;
  readonly thresholds: readonly Threshold[];
}

/**
 * Every rule of a fleet.
 *
 * Throws: `SqlError` where a threshold's expression, or the topic root, gives no statement.
 */
export function rulesOf({ topicRoot, thresholds }: RuleSettings): readonly FleetRule[] {
  const topicFilter = metricsTopicFilter(topicRoot);
  return [
    ingestionRule(topicRoot),
    ...thresholds.flatMap((threshold) => thresholdRules(threshold, topicFilter)),
    reportedRelayRule,
  ];
}

export function ingestionRule(topicRoot: string): FleetRule {
  return {
    description: 'Telemetry into the store',
    statement: ingestionStatement(topicRoot),
    action: { type: 'ingest' },
  };
}

/** Breach, then recovery. Whoever gets their output has nothing but it: hence which threshold, and when the message came. */
export function thresholdRules(
  threshold: Threshold,
  topicFilter: string,
): readonly [breach: FleetRule, recovery: FleetRule] {
  const fields = { threshold_id: `'${threshold.id}'`, received_at: 'timestamp()' };
  const { breach, clear } = thresholdStatements(threshold, { topicFilter, fields });
  return [
    {
      description: `Breach of threshold ${threshold.id}`,
      statement: breach,
      action: { type: 'evaluate', threshold, sample: 'breach' },
    },
    {
      description: `Recovery of threshold ${threshold.id}`,
      statement: clear,
      action: { type: 'evaluate', threshold, sample: 'recovery' },
    },
  ];
}

export const reportedRelayRule: FleetRule = {
  description: 'What cords report of their relay',
  statement: reportedRelayStatement,
  action: { type: 'confirm-relay' },
};
