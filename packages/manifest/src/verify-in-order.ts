import type { Element } from './element-splitter.js';
import { EntryVerifier } from './entry-verifier.js';
import { ManifestError } from './errors.js';
import { type Policy, type VerifyOptions, resolveOptions } from './options.js';
import { refuseCount } from './parse.js';
import type { EntryOutcome } from './report.js';
import { createTrust } from './trust.js';

/** An entry as it waits for verification: as bytes, or parsed already. */
export type Candidate = Element | { readonly value: unknown };

/**
 * Verifies candidates side by side, so that every core has a signature to work on, and gives outcomes in the order of the file.
 * No more than `concurrency` of them are held at a time.
 *
 * Throws: the codes of a container, after the outcomes of what came before; and those of {@link createTrust}.
 */
export async function* verifyInOrder(
  batches: (policy: Policy) => AsyncIterable<Iterable<Candidate>> | Iterable<Iterable<Candidate>>,
  options: VerifyOptions,
): AsyncGenerator<EntryOutcome, void, undefined> {
  const policy = resolveOptions(options);
  const verifier = new EntryVerifier(policy, await createTrust(policy));
  const lookout = new DuplicateLookout();
  const pending: Promise<EntryOutcome>[] = [];
  let index = 0;
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const batch of batches(policy)) {
      for (const candidate of batch) {
        if (index >= policy.limits.entries) refuseCount(policy.limits.entries);
        const outcome = verifyCandidate(candidate, index++, verifier);
        // Its turn to be awaited may come after it has failed, which must not count as nobody's failure until then.
        outcome.catch(() => undefined);
        pending.push(outcome);
        if (pending.length >= policy.concurrency) yield lookout.judge(await pending.shift()!);
      }
    }
  } catch (error) {
    failure = { error };
  }
  for (const outcome of pending) yield lookout.judge(await outcome);
  if (failure) throw failure.error;
}

async function verifyCandidate(candidate: Candidate, index: number, verifier: EntryVerifier): Promise<EntryOutcome> {
  try {
    if ('error' in candidate) throw candidate.error;
    const entry = await ('value' in candidate
      ? verifier.verifyValue(candidate.value)
      : verifier.verifyBytes(candidate.bytes));
    return { ok: true, index, entry, warnings: entry.warnings };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return { ok: false, index, error: error.within({ index }) };
  }
}

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
