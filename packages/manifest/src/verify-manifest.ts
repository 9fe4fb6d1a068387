import { fastReaders } from './fast/fast-readers.js';
import type { VerifyOptions } from './options.js';
import type { VerifiedEntry } from './verified-entry.js';
import type { EntryOutcome, VerificationReport } from './verify/report.js';
import { Verifier } from './verify/verifier.js';

// Here alone the package is put together: with `carefulReaders` in this place it verifies the same, without `fast/`.
const verifier = /* @__PURE__ */ new Verifier({ readers: fastReaders });

/**
 * Verifies one entry, as it comes out of `JSON.parse` or {@link parseManifest}.
 *
 * Throws: `ManifestError`; `RangeError` for options that make no sense.
 *
 * @example
 * const { uniqueId, certificate } = await verifyEntry(entry);
 */
export function verifyEntry(entry: unknown, options: VerifyOptions = {}): Promise<VerifiedEntry> {
  return verifier.verifyEntry(entry, options);
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
export function verifyManifest(
  source: string | Uint8Array | readonly unknown[],
  options: VerifyOptions = {},
): Promise<VerificationReport> {
  return verifier.verifyManifest(source, options);
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
export function verifyManifestStream(
  source: AsyncIterable<Uint8Array>,
  options: VerifyOptions = {},
): AsyncGenerator<EntryOutcome, void, undefined> {
  return verifier.verifyManifestStream(source, options);
}
