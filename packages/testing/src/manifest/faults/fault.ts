import type { ManifestErrorCode, VerifyOptions } from '@cord/manifest';
import type { EntryRecipe } from '../entry-recipe.js';
import type { TestLine } from '../test-line.js';

/** One thing that is wrong with an entry, and what a verifier must say to it. */
export interface EntryFault {
  /** In words, after "an entry" such as "whose payload was altered". */
  readonly name: string;
  readonly code: ManifestErrorCode;
  /** Where, from the entry down; `undefined` when it is the entry as a whole. */
  readonly path?: string;
  readonly recipe: EntryRecipe | ((line: TestLine) => EntryRecipe | Promise<EntryRecipe>);
  /** What the verifier must be told beside whom to trust. */
  readonly options?: VerifyOptions;
  /** Whether it is a fault of form that tolerant mode lets pass with a warning. */
  readonly isTolerable?: boolean;
}

/** One thing that is wrong with a manifest as a whole. */
export interface ManifestFault {
  readonly name: string;
  readonly code: ManifestErrorCode;
  /** Makes the faulty file out of a good one. */
  readonly file: (json: Uint8Array) => Uint8Array;
  readonly options?: VerifyOptions;
}
