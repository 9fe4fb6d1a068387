import {
  FleetError,
  ingestTelemetry,
  rulesOf,
  sweepAlerts,
  takeSample,
  type AlertChange,
  type AlertStore,
  type Clock,
  type CordConfig,
  type FleetEvent,
  type RuleAction,
  type TelemetryStore,
} from '@cord/fleet';
import {
  compileStatement,
  receiveMessage,
  thresholdSqlVersion,
  TopicRouter,
  type CompiledStatement,
  type Threshold,
} from '@cord/rules';
import { TurnRefused, type Turns } from '../turns.js';
import { findPayloadFault } from './payload-fault.js';
import type { PublishedMessage } from '../published-message.js';

export interface RuleRunnerOptions {
  config: Pick<CordConfig, 'topicRoot' | 'thresholds'>;
  stores: { telemetry: Pick<TelemetryStore, 'append'>; alerts: AlertStore };
  clock: Clock;
  turns: Turns;
  emit: (event: FleetEvent) => void;
  /** Hears of failures that no device is to blame for. */
  onFailure: (error: unknown) => void;
}

/** What becomes of a statement's output; `atMs` is when the message arrived. */
type Act = (output: unknown, arrival: Arrival) => Promise<void>;

interface Arrival {
  topic: string;
  payload: Uint8Array;
  atMs: number;
}

/** The rules of the configuration over every message: the very texts that the cloud's topic rules run. */
export class RuleRunner {
  readonly #router = new TopicRouter<{ statement: CompiledStatement; act: Act }>();
  readonly #options: RuleRunnerOptions;

  /** Throws: `SqlError` when a statement of the configuration does not compile. */
  constructor(options: RuleRunnerOptions) {
    this.#options = options;
    for (const { statement, action } of rulesOf(options.config)) {
      const act = this.#actOf(action);
      if (act !== undefined) this.#add(statement, act);
    }
  }

  /**
   * Settles once the message is stored and every threshold has seen it, after those of the same thing that came before. One that
   * is no longer wanted when its turn comes is left out.
   */
  run(published: PublishedMessage, isWanted: () => boolean = () => true): Promise<void> {
    return this.#options.turns.take(published.thingName, async (atMs) => {
      if (isWanted()) await this.#judge(published, atMs);
    });
  }

  /** Lets time pass for the alerts that wait for it, each in its thing's turn. */
  async sweep(): Promise<void> {
    const { config, stores, clock, turns, onFailure } = this.#options;
    const { failures } = await sweepAlerts(config.thresholds, stores.alerts, {
      nowMs: clock.nowMs(),
      inTurn: (thingName, judge) =>
        turns.take(thingName, async (atMs) => {
          const change = await judge(atMs);
          // Before the next turn: what comes of that one is told behind it.
          if (change !== undefined) this.#emit(change);
          return change;
        }),
    });
    for (const { item, error } of failures) {
      if (!(error instanceof TurnRefused)) onFailure(new Error(`${item} could not be judged`, { cause: error }));
    }
  }

  async #judge({ topic, payload, thingName, certificateId }: PublishedMessage, atMs: number): Promise<void> {
    const message = receiveMessage({ topic, payload, clientId: thingName, principal: certificateId, timestamp: atMs });
    for (const { statement, act } of this.#router.match(topic)) {
      const evaluation = statement.evaluate(message);
      if (evaluation.matched) await act(evaluation.value, { topic, payload, atMs });
    }
  }

  /** `undefined` for an action that this home has no adapter for: what it would act on is then not looked at either. */
  #actOf(action: RuleAction): Act | undefined {
    switch (action.type) {
      case 'ingest':
        return (output, arrival) => this.#ingest(output, arrival);
      case 'evaluate':
        return (output, { atMs }) => this.#evaluate(action.threshold, output, atMs);
      case 'confirm-relay':
        return undefined;
    }
  }

  #add(sql: string, act: Act): void {
    const statement = compileStatement(sql, { version: thresholdSqlVersion });
    if (statement.filter !== undefined) this.#router.add(statement.filter, { statement, act });
  }

  async #ingest(output: unknown, { topic, payload }: Arrival): Promise<void> {
    const { stores, clock, emit } = this.#options;
    try {
      const telemetry = await ingestTelemetry(output, stores.telemetry);
      emit({ atMs: clock.nowMs(), type: 'telemetry-stored', telemetry });
    } catch (error) {
      if (!(error instanceof FleetError && error.code === 'invalid-telemetry')) throw error;
      const message = findPayloadFault(payload) ?? error.message;
      emit({ atMs: clock.nowMs(), type: 'telemetry-refused', topic, message });
    }
  }

  async #evaluate(threshold: Threshold, output: unknown, nowMs: number): Promise<void> {
    const change = await takeSample({ threshold, output, nowMs }, this.#options.stores.alerts);
    if (change !== undefined) this.#emit(change);
  }

  #emit({ thresholdId, thingName, transition, alert }: AlertChange): void {
    const { emit } = this.#options;
    const { type, atMs } = transition;
    const value = transition.type === 'cleared' ? transition.value : undefined;
    if (type === 'no-data') emit({ atMs, type: 'data-missing', thresholdId, thingName });
    else if (type === 'data-resumed') emit({ atMs, type, thresholdId, thingName });
    else if (alert !== undefined) emit({ atMs, type: `alert-${type}`, alert, ...(value !== undefined && { value }) });
  }
}
