import { toTelemetryRow, type Telemetry } from '@cord/fleet';
import type { AlertState } from '@cord/rules';
import type { MessageChange, MessageStore, StateOfThing } from '../rules/message-store.js';
import type { HeartAlertStore } from './heart-alert-store.js';
import type { Change } from './heart/change.js';
import type { Heart } from './heart/heart.js';
import { alertStateKey, type Tables } from './tables.js';

/** What messages lead to, in the heart: each with its telemetry and its alerts in one commit. */
export class HeartMessageStore implements MessageStore {
  readonly #heart: Pick<Heart, 'change'>;
  readonly #tables: Pick<Tables, 'alertStates' | 'latest'>;
  readonly #alerts: HeartAlertStore;

  constructor(heart: Pick<Heart, 'change'>, tables: Pick<Tables, 'alertStates' | 'latest'>, alerts: HeartAlertStore) {
    this.#heart = heart;
    this.#tables = tables;
    this.#alerts = alerts;
  }

  change(work: (change: MessageChange) => void): Promise<void> {
    return this.#heart.change((change) =>
      work({
        keepTelemetry: (telemetry, sent) => {
          change.append({ row: toTelemetryRow(telemetry), ...(sent && { sent }) });
          holdLatest(change, this.#tables.latest, telemetry);
        },
        keepStep: (step) => this.#alerts.putStep(change, step),
      }),
    );
  }

  stateOf(thresholdId: string, thingName: string): AlertState | undefined {
    return this.#tables.alertStates.get(alertStateKey(thresholdId, thingName))?.state;
  }

  lastReceivedAtMs(thingName: string): number | undefined {
    return this.#tables.latest.get(thingName)?.receivedAtMs;
  }

  states(): Iterable<StateOfThing> {
    return this.#tables.alertStates.values();
  }
}

function holdLatest(change: Change, latest: Tables['latest'], telemetry: Telemetry): void {
  const known = latest.get(telemetry.thingName);
  if (known === undefined || known.receivedAtMs <= telemetry.receivedAtMs) {
    change.hold(latest, telemetry.thingName, telemetry);
  }
}
