import type { ManifestErrorCode } from '../../src/index.js';

/** Shape of `vectors/refusals.json`: entries that must be refused, in a form for any language. */
export interface RefusalVectors {
  readonly source: string;
  /** RFC 3339. */
  readonly at: string;
  /** Shape: PEM. */
  readonly logSigners: readonly string[];
  /** Shape: PEM. */
  readonly deviceRoots: readonly string[];
  readonly cases: readonly RefusalVector[];
}

/** One entry, what must be said to it, and what it takes beside the trust of all. */
export interface RefusalVector {
  readonly name: string;
  readonly code: ManifestErrorCode;
  readonly path?: string;
  readonly message: string;
  readonly signerExpiry?: 'report' | 'reject';
  readonly checkSerialNumber?: boolean;
  readonly logSigners?: readonly string[];
  readonly deviceRoots?: readonly string[];
  /** The entry's bytes, which need not be JSON. */
  readonly entryBase64: string;
}
