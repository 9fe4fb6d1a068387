import { ManifestError } from './errors.js';
import type { VerifyOptions } from './options.js';
import type { EntryOutcome, VerificationReport } from './report.js';
import type { VerifiedEntry } from './verified-entry.js';
export async function verifyEntry(_entry: unknown, _options: VerifyOptions = {}): Promise<VerifiedEntry> {
  throw new ManifestError('entry-malformed', 'being written');
}
export async function verifyManifest(
  _source: string | Uint8Array | readonly unknown[],
  _options: VerifyOptions = {},
): Promise<VerificationReport> {
  throw new ManifestError('entry-malformed', 'being written');
}
export async function* verifyManifestStream(
  _source: AsyncIterable<Uint8Array>,
  _options: VerifyOptions = {},
): AsyncGenerator<EntryOutcome, void, undefined> {
  throw new ManifestError('entry-malformed', 'being written');
}
