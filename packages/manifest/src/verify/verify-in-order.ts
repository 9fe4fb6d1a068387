import type { Element } from '../container/element-splitter.js';
import { refuseCount } from '../container/parse-manifest.js';
import type { Policy } from '../options.js';
import type { VerifiedEntry } from '../verified-entry.js';
import type { EntryVerifier } from './entry-verifier.js';
import { OutcomeQueue } from './outcome-queue.js';
import type { EntryOutcome } from './report.js';

/** An entry before its verification: as bytes, or parsed already. */
export type Candidate = Element | { readonly value: unknown };

/**
 * Verifies candidates side by side, so that every core has a signature to work on, and gives outcomes in the order of the file,
 * as many at a time as are there. No more than `concurrency` candidates are under way.
 *
 * Throws: the codes of a container, after the outcomes of what came before.
 */
export async function* verifyInOrder(
  batches: AsyncIterable<Iterable<Candidate>> | Iterable<Iterable<Candidate>>,
  verifier: EntryVerifier,
  { limits, concurrency }: Pick<Policy, 'limits' | 'concurrency'>,
): AsyncGenerator<EntryOutcome[], void, undefined> {
  const queue = new OutcomeQueue();
  let index = 0;
  let scraps = 0;
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const batch of batches) {
      for (const candidate of batch) {
        if (index >= limits.entries) refuseCount(limits.entries);
        if (isScrap(candidate) && ++scraps > limits.scraps) refuseCount(limits.scraps, 'elements that are no entry');
        queue.push(index++, startVerifying(candidate, verifier));
        if (queue.length >= concurrency) yield await queue.take();
      }
      const settled = queue.takeSettled();
      if (settled.length > 0) yield settled;
    }
  } catch (error) {
    failure = { error };
  }
  while (queue.length > 0) yield await queue.take();
  if (failure) throw failure.error;
}

/** `{"protected":"","payload":"","signature":""}`: what is shorter holds nothing that could be verified. */
const LEAST_ENTRY_BYTES = 44;

function isScrap(candidate: Candidate): boolean {
  if ('error' in candidate) return candidate.error.code === 'json-syntax';
  if ('bytes' in candidate) return candidate.bytes.length < LEAST_ENTRY_BYTES;
  return typeof candidate.value !== 'object' || candidate.value === null;
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
