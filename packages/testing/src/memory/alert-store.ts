import type { Alert, AlertChange, AlertHistory, AlertStateChange, AlertStore } from '@cord/fleet';
import type { AlertState } from '@cord/rules';

/** The smallest alert store there is; states go through JSON as they do on their way to a disk. */
export class MemoryAlertStore implements AlertStore, AlertHistory {
  readonly alerts = new Map<string, Alert>();
  /** What every step that was written said, oldest first. */
  readonly changes: AlertChange[] = [];
  readonly #states = new Map<string, string>();

  async readState(thresholdId: string, thingName: string): Promise<AlertState | undefined> {
    const text = this.#states.get(`${thresholdId}/${thingName}`);
    return text === undefined ? undefined : (JSON.parse(text) as AlertState);
  }

  async write({ thresholdId, thingName, previous, state, change }: AlertStateChange): Promise<boolean> {
    const key = `${thresholdId}/${thingName}`;
    if (this.#states.get(key) !== (previous && JSON.stringify(previous))) return false;
    this.#states.set(key, JSON.stringify(state));
    if (change !== undefined) this.changes.push(change);
    if (change?.alert !== undefined) this.alerts.set(change.alert.id, change.alert);
    return true;
  }

  async listThings(thresholdId: string): Promise<readonly string[]> {
    const keys = [...this.#states.keys()].filter((key) => key.startsWith(`${thresholdId}/`));
    return keys.map((key) => key.slice(thresholdId.length + 1));
  }

  async newest(limit: number): Promise<readonly Alert[]> {
    return [...this.alerts.values()].toSorted((one, other) => other.raisedAtMs - one.raisedAtMs).slice(0, limit);
  }
}
