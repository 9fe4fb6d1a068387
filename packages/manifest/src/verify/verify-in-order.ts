import type { Element } from '../container/element-splitter.js';
import { EntryVerifier } from './entry-verifier.js';
import { ManifestError } from '../errors.js';
import { type Policy, type VerifyOptions, resolveOptions } from '../options.js';
import { refuseCount } from '../container/parse-manifest.js';
import type { EntryOutcome } from './report.js';
import { createTrust } from '../trust/trust.js';
import type { VerifiedEntry } from '../verified-entry.js';

/** An entry as it waits for verification: as bytes, or parsed already. */
export type Candidate = Element | { readonly value: unknown };

/**
 * Verifies candidates side by side, so that every core has a signature to work on, and gives outcomes in the order of the file,
 * as many at a time as are there. No more than `concurrency` candidates are under way.
 *
 * Throws: the codes of a container, after the outcomes of what came before; and those of {@link createTrust}.
 */
export async function* verifyInOrder(
  batches: (policy: Policy) => AsyncIterable<Iterable<Candidate>> | Iterable<Iterable<Candidate>>,
  options: VerifyOptions,
): AsyncGenerator<EntryOutcome[], void, undefined> {
  const policy = resolveOptions(options);
  const verifier = new EntryVerifier(policy, await createTrust(policy));
  const line = new WaitingLine();
  let index = 0;
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const batch of batches(policy)) {
      for (const candidate of batch) {
        if (index >= policy.limits.entries) refuseCount(policy.limits.entries);
        line.join(index++, startVerifying(candidate, verifier));
        if (line.length >= policy.concurrency) yield await line.leave();
      }
      const settled = line.leaveSettled();
      if (settled.length > 0) yield settled;
    }
  } catch (error) {
    failure = { error };
  }
  while (line.length > 0) yield await line.leave();
  if (failure) throw failure.error;
}

/** Takes a candidate's bytes before it returns. */
function startVerifying(candidate: Candidate, verifier: EntryVerifier): Promise<VerifiedEntry> {
  try {
    if ('error' in candidate) throw candidate.error;
    return 'value' in candidate ? verifier.verifyValue(candidate.value) : verifier.verifyBytes(candidate.bytes);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** A candidate under way, and what became of it. */
interface Place {
  readonly settled: Promise<void>;
  outcome: EntryOutcome | undefined;
  /** What was thrown that is no verdict. */
  failure: { readonly error: unknown } | undefined;
}

/** Candidates under way, in the order of the file, whichever of them is done first. */
class WaitingLine {
  private readonly places: Place[] = [];
  /** How many places at the front of the array have been left: they are taken out together, as each time moves the rest. */
  private left = 0;
  private readonly lookout = new DuplicateLookout();

  get length(): number {
    return this.places.length - this.left;
  }

  join(index: number, verdict: Promise<VerifiedEntry>): void {
    const place: Place = {
      settled: verdict.then(
        (entry) => void (place.outcome = { ok: true, index, entry, warnings: entry.warnings }),
        (error: unknown) => {
          if (error instanceof ManifestError) place.outcome = { ok: false, index, error: error.within({ index }) };
          else place.failure = { error };
        },
      ),
      outcome: undefined,
      failure: undefined,
    };
    this.places.push(place);
  }

  /** Waits for the first in line and gives it with all behind it that are done, too. */
  async leave(): Promise<EntryOutcome[]> {
    await this.places[this.left]?.settled;
    return this.leaveSettled();
  }

  /** Those at the front of the line that are done. */
  leaveSettled(): EntryOutcome[] {
    const outcomes: EntryOutcome[] = [];
    for (; this.left < this.places.length; this.left++) {
      const { outcome, failure } = this.places[this.left]!;
      if (failure) throw failure.error;
      if (!outcome) break;
      outcomes.push(this.lookout.judge(outcome));
    }
    if (this.left >= MAX_LEFT || this.length === 0) {
      this.places.splice(0, this.left);
      this.left = 0;
    }
    return outcomes;
  }
}

const MAX_LEFT = 1024;

/** Refuses a secure element that an earlier verified entry of the same manifest has told of already. */
class DuplicateLookout {
  private readonly seen = new Map<string, number>();

  judge(outcome: EntryOutcome): EntryOutcome {
    if (!outcome.ok) return outcome;
    const { index } = outcome;
    const { uniqueId } = outcome.entry;
    const first = this.seen.get(uniqueId);
    if (first === undefined) {
      this.seen.set(uniqueId, index);
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
