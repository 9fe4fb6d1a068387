import { ManifestError } from '../errors.js';
import type { VerifiedEntry } from '../verified-entry.js';
import type { EntryOutcome } from './report.js';

/** An entry under verification, and what became of it. */
interface Pending {
  readonly settled: Promise<void>;
  outcome: EntryOutcome | undefined;
  /** What was thrown that is no verdict. */
  failure: { readonly error: unknown } | undefined;
}

/** So many are taken out of the array at once, as each removal moves the rest. */
const MAX_TAKEN = 1024;

/** Entries under verification: taken out in the order of the file, whichever of them is done first. */
export class OutcomeQueue {
  private readonly pending: Pending[] = [];
  /** How many at the front of the array have been taken already. */
  private taken = 0;
  private readonly duplicates = new DuplicateCheck();

  get length(): number {
    return this.pending.length - this.taken;
  }

  push(index: number, verdict: Promise<VerifiedEntry>): void {
    const entry: Pending = {
      settled: verdict.then(
        (verified) => void (entry.outcome = { ok: true, index, entry: verified, warnings: verified.warnings }),
        (error: unknown) => {
          if (error instanceof ManifestError) entry.outcome = { ok: false, index, error: error.within({ index }) };
          else entry.failure = { error };
        },
      ),
      outcome: undefined,
      failure: undefined,
    };
    this.pending.push(entry);
  }

  /** Waits for the first and takes it with all behind it that are done, too. Throws: what was thrown that is no verdict. */
  async take(): Promise<EntryOutcome[]> {
    await this.pending[this.taken]?.settled;
    return this.takeSettled();
  }

  /** Takes those at the front that are done. Throws: what was thrown that is no verdict. */
  takeSettled(): EntryOutcome[] {
    const outcomes: EntryOutcome[] = [];
    for (; this.taken < this.pending.length; this.taken++) {
      const { outcome, failure } = this.pending[this.taken]!;
      if (failure) throw failure.error;
      if (!outcome) break;
      outcomes.push(this.duplicates.check(outcome));
    }
    if (this.taken >= MAX_TAKEN || this.length === 0) {
      this.pending.splice(0, this.taken);
      this.taken = 0;
    }
    return outcomes;
  }
}

/** Refuses a secure element that an earlier verified entry of the same manifest is for. */
class DuplicateCheck {
  private readonly indexByUniqueId = new Map<string, number>();

  check(outcome: EntryOutcome): EntryOutcome {
    if (!outcome.ok) return outcome;
    const { index } = outcome;
    const { uniqueId } = outcome.entry;
    const first = this.indexByUniqueId.get(uniqueId);
    if (first === undefined) {
      this.indexByUniqueId.set(uniqueId, index);
      return outcome;
    }
    const message = `expected each secure element once, found "${uniqueId}" at ${first} already`;
    return {
      ok: false,
      index,
      error: new ManifestError('unique-id-twice', message, { index, uniqueId, path: 'payload.uniqueId' }),
    };
  }
}
