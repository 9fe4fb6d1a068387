import { ManifestSplitter } from '../container/manifest-splitter.js';
import { refuseCount, toBytes } from '../container/parse-manifest.js';
import { type Policy, type VerifyOptions, resolveOptions } from '../options.js';
import { createTrust } from '../trust/trust.js';
import type { VerifiedEntry } from '../verified-entry.js';
import { EntryVerifier } from './entry-verifier.js';
import type { ReadersFactory } from './readers.js';
import type { EntryOutcome, VerificationReport } from './report.js';
import { type Candidate, verifyInOrder } from './verify-in-order.js';

/** A manifest in memory: text, bytes, or the array parsed already. */
export type ManifestSource = string | Uint8Array | readonly unknown[];

/** The verbs over entries. Each call has trust, readers and caches of its own, so that calls side by side share nothing. */
export class Verifier {
  private readonly createReaders: ReadersFactory;

  constructor({ readers }: { readonly readers: ReadersFactory }) {
    this.createReaders = readers;
  }

  async verifyEntry(entry: unknown, options: VerifyOptions): Promise<VerifiedEntry> {
    return (await this.createEntryVerifier(resolveOptions(options))).verifyValue(entry);
  }

  async verifyManifest(source: ManifestSource, options: VerifyOptions): Promise<VerificationReport> {
    const policy = resolveOptions(options);
    const verifier = await this.createEntryVerifier(policy);
    const outcomes: EntryOutcome[] = [];
    let verified = 0;
    const batches = [candidatesOf(source, new ManifestSplitter(policy.limits))];
    for await (const settled of verifyInOrder(batches, verifier, policy)) {
      for (const outcome of settled) {
        outcomes.push(outcome);
        if (outcome.ok) verified++;
        else if (outcomes.length - verified > policy.limits.refusals) refuseCount(policy.limits.refusals, 'refusals');
      }
    }
    return { outcomes, verified, refused: outcomes.length - verified };
  }

  async *verifyManifestStream(
    source: AsyncIterable<Uint8Array>,
    options: VerifyOptions,
  ): AsyncGenerator<EntryOutcome, void, undefined> {
    const policy = resolveOptions(options);
    const verifier = await this.createEntryVerifier(policy);
    const batches = splitChunks(source, new ManifestSplitter(policy.limits));
    for await (const settled of verifyInOrder(batches, verifier, policy)) {
      for (const outcome of settled) yield outcome;
    }
  }

  private async createEntryVerifier(policy: Policy): Promise<EntryVerifier> {
    return new EntryVerifier(policy, await createTrust(policy), this.createReaders());
  }
}

function* candidatesOf(source: ManifestSource, splitter: ManifestSplitter): Generator<Candidate, void, undefined> {
  // Not by `instanceof`: bytes may come from another realm, such as a frame or a test runner's sandbox.
  if (Array.isArray(source)) {
    for (const value of source as readonly unknown[]) yield { value };
    return;
  }
  yield* splitter.push(toBytes(source as string | Uint8Array));
  splitter.end();
}

async function* splitChunks(
  source: AsyncIterable<Uint8Array>,
  splitter: ManifestSplitter,
): AsyncGenerator<Iterable<Candidate>, void, undefined> {
  for await (const chunk of source) {
    if (!ArrayBuffer.isView(chunk)) throw new TypeError(`expected chunks of bytes, found ${typeof chunk}`);
    yield splitter.push(chunk);
  }
  splitter.end();
}
