import type { ManifestError, ManifestWarning } from '../errors.js';
import type { VerifiedEntry } from '../verified-entry.js';

/** What became of one entry: a refusal is a result, so that one bad entry never hides the good ones. */
export type EntryOutcome =
  | {
      readonly ok: true;
      readonly index: number;
      readonly entry: VerifiedEntry;
      readonly warnings: readonly ManifestWarning[];
    }
  | { readonly ok: false; readonly index: number; readonly error: ManifestError };

/** What became of every entry of a manifest, in the order of the file. */
export interface VerificationReport {
  readonly outcomes: readonly EntryOutcome[];
  readonly verified: number;
  readonly refused: number;
}
