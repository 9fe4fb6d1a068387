import {
  FleetError,
  parseTelemetry,
  rulesOf,
  stepOf,
  stepThreshold,
  type AlertChange,
  type Clock,
  type CordConfig,
  type FleetEvent,
  type RuleAction,
  type ThresholdStep,
} from '@cord/fleet';
import {
  compileStatement,
  receiveMessage,
  thresholdSqlVersion,
  TopicRouter,
  type CompiledStatement,
} from '@cord/rules';
import type { PublishedMessage } from '../published-message.js';
import { eventOf } from './alert-event.js';
import type { MessageChange, MessageStore } from './message-store.js';
import { findPayloadFault } from './payload-fault.js';
import { ThingTimes } from './thing-times.js';

export interface RuleRunnerOptions {
  config: Pick<CordConfig, 'topicRoot' | 'thresholds'>;
  store: MessageStore;
  clock: Clock;
  emit: (event: FleetEvent) => void;
}

/** What becomes of a statement's output: what it changes goes into `taking`. */
type Act = (output: unknown, taking: Taking) => void;

/** A message that is being taken in. */
interface Taking {
  published: PublishedMessage;
  atMs: number;
  change: MessageChange;
  /** What is told once all of it is kept. */
  events: FleetEvent[];
}

/** The rules of the configuration over every message: the very texts that the cloud's topic rules run. */
export class RuleRunner {
  readonly times: ThingTimes;
  readonly #router = new TopicRouter<{ statement: CompiledStatement; act: Act }>();
  readonly #options: RuleRunnerOptions;

  /** Throws: `SqlError` when a statement of the configuration does not compile. */
  constructor(options: RuleRunnerOptions) {
    this.#options = options;
    const { clock, store } = options;
    this.times = new ThingTimes(clock, (thingName) => store.lastReceivedAtMs(thingName));
    for (const { statement, action } of rulesOf(options.config)) {
      const act = this.#actOf(action);
      if (act !== undefined) this.#add(statement, act);
    }
  }

  /**
   * Takes a message in: at once, so that messages are taken in the order of the calls; settles once it is stored with whatever
   * came of it. Rejects, or throws at once, where it cannot be kept; nothing of it is then.
   */
  take(published: PublishedMessage): Promise<void> {
    const { store } = this.#options;
    const atMs = this.times.next(published.thingName);
    const events: FleetEvent[] = [];
    const kept = store.change((change) => this.#judge({ published, atMs, change, events }));
    return this.#tellOnceKept(kept, events);
  }

  async #tellOnceKept(kept: Promise<void>, events: readonly FleetEvent[]): Promise<void> {
    await kept;
    for (const event of events) this.#options.emit(event);
  }

  #judge(taking: Taking): void {
    const { topic, payload, thingName, certificateId } = taking.published;
    const message = receiveMessage({
      topic,
      payload,
      clientId: thingName,
      principal: certificateId,
      timestamp: taking.atMs,
    });
    for (const { statement, act } of this.#router.match(topic)) {
      const evaluation = statement.evaluate(message);
      if (evaluation.matched) act(evaluation.value, taking);
    }
  }

  /** `undefined` for an action that this home has no adapter for: what it would act on is then not looked at either. */
  #actOf(action: RuleAction): Act | undefined {
    switch (action.type) {
      case 'ingest':
        return (output, taking) => this.#ingest(output, taking);
      case 'evaluate':
        return (output, taking) => {
          const step = stepOf({ threshold: action.threshold, output, nowMs: taking.atMs });
          if (step !== undefined) this.#evaluate(step, taking);
        };
      case 'confirm-relay':
        return undefined;
    }
  }

  #add(sql: string, act: Act): void {
    const statement = compileStatement(sql, { version: thresholdSqlVersion });
    if (statement.filter !== undefined) this.#router.add(statement.filter, { statement, act });
  }

  #ingest(output: unknown, { published, change, events }: Taking): void {
    const atMs = this.#options.clock.nowMs();
    try {
      const telemetry = parseTelemetry(output);
      change.keepTelemetry(telemetry, published.sent);
      events.push({ atMs, type: 'telemetry-stored', telemetry });
    } catch (error) {
      if (!(error instanceof FleetError && error.code === 'invalid-telemetry')) throw error;
      const message = findPayloadFault(published.payload) ?? error.message;
      events.push({ atMs, type: 'telemetry-refused', topic: published.topic, message });
    }
  }

  #evaluate(step: ThresholdStep, { change, events }: Taking): void {
    const news = takeStep(step, this.#options.store, change);
    const event = news && eventOf(news);
    if (event !== undefined) events.push(event);
  }
}

/** One step of one threshold of one thing, into a change; what it led to, where that is worth telling. */
export function takeStep(step: ThresholdStep, store: MessageStore, change: MessageChange): AlertChange | undefined {
  const next = stepThreshold(step, store.stateOf(step.threshold.id, step.thingName));
  if (next !== undefined) change.keepStep(next);
  return next?.change;
}
