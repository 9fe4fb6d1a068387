import { EntryVerifier } from './entry-verifier.js';
import { ManifestSplitter } from '../container/manifest-splitter.js';
import { type Policy, type VerifyOptions, resolveOptions } from '../options.js';
import { toBytes } from '../container/parse-manifest.js';
import type { EntryOutcome, VerificationReport } from './report.js';
import { createTrust } from '../trust/trust.js';
import type { VerifiedEntry } from '../verified-entry.js';
import { type Candidate, verifyInOrder } from './verify-in-order.js';

/**
 * Verifies one entry, as it comes out of `JSON.parse` or {@link parseManifest}.
 *
 * Throws: `ManifestError`; `RangeError` for options that make no sense.
 *
 * @example
 * const { uniqueId, certificate } = await verifyEntry(entry);
 */
export async function verifyEntry(entry: unknown, options: VerifyOptions = {}): Promise<VerifiedEntry> {
  const policy = resolveOptions(options);
  return new EntryVerifier(policy, await createTrust(policy)).verifyValue(entry);
}

/**
 * Verifies every entry of a manifest. One that is refused is an outcome beside the others, not an error.
 *
 * Shape: a JSON array of entries, one entry alone, or a zip of such files; text or bytes; or the array parsed already.
 * Throws: `ManifestError` when the manifest as a whole cannot be read, or for a certificate in the options.
 *
 * @example
 * const report = await verifyManifest(await readFile('manifest.json'));
 * for (const outcome of report.outcomes) if (!outcome.ok) console.error(outcome.error.code);
 */
export async function verifyManifest(
  source: string | Uint8Array | readonly unknown[],
  options: VerifyOptions = {},
): Promise<VerificationReport> {
  const outcomes: EntryOutcome[] = [];
  let verified = 0;
  const batches = ({ limits }: Policy) => [candidatesOf(source, new ManifestSplitter(limits))];
  for await (const settled of verifyInOrder(batches, options)) {
    for (const outcome of settled) {
      outcomes.push(outcome);
      if (outcome.ok) verified++;
    }
  }
  return { outcomes, verified, refused: outcomes.length - verified };
}

/**
 * Verifies a manifest of any size as its bytes arrive, holding a few entries at a time. Outcomes come in the order of the
 * file; what remains in memory is the unique id of each verified entry, so that none counts twice.
 *
 * Shape: chunks of a JSON array or of a zip of JSON files, cut anywhere, such as a Node.js read stream or `Response.body`.
 * Throws: as {@link verifyManifest}, after the outcomes of all that came before the fault.
 *
 * @example
 * for await (const outcome of verifyManifestStream(createReadStream('manifest.json'))) if (outcome.ok) add(outcome.entry);
 */
export async function* verifyManifestStream(
  source: AsyncIterable<Uint8Array>,
  options: VerifyOptions = {},
): AsyncGenerator<EntryOutcome, void, undefined> {
  const batches = ({ limits }: Policy) => splitChunks(source, new ManifestSplitter(limits));
  for await (const settled of verifyInOrder(batches, options)) {
    for (const outcome of settled) yield outcome;
  }
}

function* candidatesOf(
  source: string | Uint8Array | readonly unknown[],
  splitter: ManifestSplitter,
): Generator<Candidate, void, undefined> {
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
