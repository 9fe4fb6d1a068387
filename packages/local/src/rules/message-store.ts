import type { AlertStateChange, Telemetry } from '@cord/fleet';
import type { AlertState } from '@cord/rules';
import type { SentAs } from '../published-message.js';

/** What a message leads to, kept all or nothing. */
export interface MessageStore {
  /**
   * Runs `work` at once and keeps what it says; settles once that would survive that the power goes, in the order of the calls.
   * A state that `work` keeps is given back from then on; where it cannot be kept after all, the one before is, and so it is
   * with what came behind. Rejects with why. Throws, at once: what `work` throws; why nothing can be kept at present.
   */
  change(work: (change: MessageChange) => void): Promise<void>;
  stateOf(thresholdId: string, thingName: string): AlertState | undefined;
  /** When a thing's newest message came. Epoch milliseconds. */
  lastReceivedAtMs(thingName: string): number | undefined;
  /** Every state; it may change while they are gone through. */
  states(): Iterable<StateOfThing>;
}

export interface StateOfThing {
  thresholdId: string;
  thingName: string;
  state: AlertState;
}

export interface MessageChange {
  keepTelemetry(telemetry: Telemetry, sent?: SentAs): void;
  keepStep(step: AlertStateChange): void;
}
