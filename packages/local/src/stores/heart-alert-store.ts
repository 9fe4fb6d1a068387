import type { Alert, AlertHistory, AlertStateChange, AlertStore } from '@cord/fleet';
import type { AlertState } from '@cord/rules';
import type { Change } from './heart/change.js';
import type { Heart } from './heart/heart.js';
import { alertStateKey, type Tables } from './tables.js';

/** Records of alerts that are kept; beyond these, the oldest that has cleared goes. */
const MOST_ALERTS = 10_000;

/** Alert states and records in the heart. */
export class HeartAlertStore implements AlertStore, AlertHistory {
  readonly #heart: Pick<Heart, 'change'>;
  readonly #tables: Pick<Tables, 'alertStates' | 'alerts'>;

  constructor(heart: Pick<Heart, 'change'>, tables: Pick<Tables, 'alertStates' | 'alerts'>) {
    this.#heart = heart;
    this.#tables = tables;
  }

  async readState(thresholdId: string, thingName: string): Promise<AlertState | undefined> {
    return this.#tables.alertStates.get(alertStateKey(thresholdId, thingName))?.state;
  }

  async write(step: AlertStateChange): Promise<boolean> {
    const known = this.#tables.alertStates.get(alertStateKey(step.thresholdId, step.thingName))?.state;
    if (JSON.stringify(known) !== JSON.stringify(step.previous)) return false;
    await this.#heart.change((change) => this.putStep(change, step));
    return true;
  }

  /**
   * Takes a step into a change. Its state is written where it led to something or changed phase, and held in memory where only
   * its clocks moved on: after a crash these are known from the thing's last message (see `restoreClocks`).
   */
  putStep(change: Change, { thresholdId, thingName, previous, state, change: news }: AlertStateChange): void {
    const key = alertStateKey(thresholdId, thingName);
    const record = { thresholdId, thingName, state };
    const isKept = news !== undefined || previous?.phase !== state.phase;
    if (isKept) change.put(this.#tables.alertStates, key, record);
    else change.hold(this.#tables.alertStates, key, record);
    if (news?.alert === undefined) return;
    change.put(this.#tables.alerts, news.alert.id, news.alert);
    this.#removeOldest(change);
  }

  async listThings(thresholdId: string): Promise<readonly string[]> {
    const states = [...this.#tables.alertStates.values()].filter((record) => record.thresholdId === thresholdId);
    return states.map(({ thingName }) => thingName);
  }

  async newest(limit: number): Promise<readonly Alert[]> {
    return [...this.#tables.alerts.values()]
      .toSorted((one, other) => other.raisedAtMs - one.raisedAtMs)
      .slice(0, limit);
  }

  /** They are gone through in the order they were raised. */
  #removeOldest(change: Change): void {
    const { alerts } = this.#tables;
    if (alerts.size <= MOST_ALERTS) return;
    for (const [id, { clearedAtMs }] of alerts.entries()) {
      if (clearedAtMs === undefined) continue;
      change.put(alerts, id, undefined);
      return;
    }
  }
}
