import {
  evaluateAlert,
  ingestionStatement,
  metricsTopicFilter,
  parseTelemetry,
  readSample,
  sweepAlerts,
  type AlertChange,
  type AlertStore,
  type CordConfig,
  type FleetEvent,
  type TelemetryStore,
} from '@cord/fleet';
import {
  compileStatement,
  receiveMessage,
  thresholdSqlVersion,
  thresholdStatements,
  TopicRouter,
  type CompiledStatement,
  type ReceivedMessage,
  type Threshold,
} from '@cord/rules';
import type { PublishedMessage } from './mqtt/broker.js';

export interface RuleRunnerOptions {
  config: Pick<CordConfig, 'topicRoot' | 'thresholds'>;
  stores: { telemetry: TelemetryStore; alerts: AlertStore };
  emit: (event: FleetEvent) => void;
}

/** A statement and what becomes of its matches: what the cloud calls a topic rule with its action. */
interface Rule {
  statement: CompiledStatement;
  act: (output: unknown, message: ReceivedMessage, atMs: number) => Promise<void>;
}

/** The rules of the configuration over every message: the very statements that the cloud's topic rules run. */
export class RuleRunner {
  readonly #router = new TopicRouter<Rule>();
  readonly #options: RuleRunnerOptions;

  /** Throws: `SqlError` when a statement of the configuration does not compile. */
  constructor(options: RuleRunnerOptions) {
    this.#options = options;
    const { topicRoot, thresholds } = options.config;
    this.#add(ingestionStatement(topicRoot), (output, message) => this.#ingest(output, message));
    for (const threshold of thresholds) {
      const { breach, clear } = thresholdStatements(threshold, { topicFilter: metricsTopicFilter(topicRoot) });
      const step: Rule['act'] = (output, _, atMs) => this.#step(threshold, output, atMs);
      this.#add(breach, step);
      this.#add(clear, step);
    }
  }

  /** Settles once the message is stored and every threshold has seen it. */
  async run({ topic, payload, thingName, certificateId }: PublishedMessage): Promise<void> {
    const atMs = Date.now();
    const message = receiveMessage({ topic, payload, clientId: thingName, principal: certificateId, timestamp: atMs });
    for (const { statement, act } of this.#router.match(topic)) {
      const evaluation = statement.evaluate(message);
      if (evaluation.matched) await act(evaluation.value, message, atMs);
    }
  }

  /** Lets time pass for the alerts that wait for it. */
  async sweep(): Promise<void> {
    const { config, stores } = this.#options;
    for (const change of await sweepAlerts(config.thresholds, stores.alerts, Date.now())) this.#tell(change);
  }

  #add(sql: string, act: Rule['act']): void {
    const statement = compileStatement(sql, { version: thresholdSqlVersion });
    if (statement.filter !== undefined) this.#router.add(statement.filter, { statement, act });
  }

  async #ingest(output: unknown, message: ReceivedMessage): Promise<void> {
    const { stores, emit } = this.#options;
    let telemetry;
    try {
      telemetry = parseTelemetry(output);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      emit({ atMs: Date.now(), type: 'telemetry-refused', topic: message.topic, message: reason });
      return;
    }
    await stores.telemetry.append([telemetry]);
    emit({ atMs: Date.now(), type: 'telemetry-stored', telemetry });
  }

  async #step(threshold: Threshold, output: unknown, atMs: number): Promise<void> {
    const sample = readSample(threshold, output);
    if (sample === undefined) return;
    const event = { kind: 'sample' as const, atMs, value: sample.value };
    const change = await evaluateAlert(
      { threshold, thingName: sample.thingName, event, nowMs: atMs },
      this.#options.stores.alerts,
    );
    if (change !== undefined) this.#tell(change);
  }

  #tell({ type, alert, atMs, thresholdId, thingName }: AlertChange): void {
    const { emit } = this.#options;
    if (type === 'no-data') emit({ atMs, type: 'data-missing', thresholdId, thingName });
    else if (type === 'data-resumed') emit({ atMs, type, thresholdId, thingName });
    else if (alert !== undefined) emit({ atMs, type: `alert-${type}`, alert });
  }
}
