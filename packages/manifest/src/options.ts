/** What an entry is judged by. Every member has a safe default. */
export interface VerifyOptions {
  /** The moment at which validity is judged. @default the moment of the call */
  readonly at?: Date;
  /** `tolerant` lets the known faults of tool-made files pass and reports each as a warning. @default 'strict' */
  readonly mode?: 'strict' | 'tolerant';
  /**
   * What becomes of an entry whose log signer has ended. Entries bear no signing time, so that an old entry of an ended
   * log signer is still genuine. @default 'report': `signer.expired` says so
   */
  readonly signerExpiry?: 'report' | 'reject';
  /** Whether Microchip's "Log Signer Test" counts; its entries are no products. @default false */
  readonly allowTestSigner?: boolean;
  /** Further log signers to trust. Shape: certificates, PEM or DER. @default none */
  readonly logSigners?: readonly (string | Uint8Array)[];
  /** Further device roots to trust. Shape: certificates, PEM or DER. @default none */
  readonly deviceRoots?: readonly (string | Uint8Array)[];
  /** Whether Microchip's own log signers and device roots are trusted. @default true */
  readonly trustMicrochip?: boolean;
  /** Whether the serial number of the device certificate must follow Microchip's formula. @default false */
  readonly checkSerialNumber?: boolean;
  /** Upper bounds on input. @default DEFAULT_LIMITS */
  readonly limits?: Partial<ManifestLimits>;
  /** How many entries are verified at the same time. @default 256 */
  readonly concurrency?: number;
}

/** Upper bounds, so that hostile input costs neither time nor memory. */
export interface ManifestLimits {
  /** Entries in one manifest; a zip counts as one manifest. */
  readonly entries: number;
  /** Bytes of one entry. */
  readonly entryBytes: number;
  /** Bytes that a zip may grow to. */
  readonly unzippedBytes: number;
  /** Elements that hold nothing, or too little to be an entry: a file of such is no manifest, and each costs an outcome. */
  readonly scraps: number;
  /** Refusals in one report; a stream, which keeps none of them, has no such bound. */
  readonly refusals: number;
}

export const DEFAULT_LIMITS: ManifestLimits = {
  entries: 1_000_000,
  entryBytes: 65_536,
  unzippedBytes: 8_589_934_592,
  scraps: 1000,
  refusals: 100_000,
};

/** Options with every default filled in. */
export type Policy = Required<Omit<VerifyOptions, 'limits'>> & { readonly limits: ManifestLimits };

/** Fills in the defaults. Throws: `RangeError` for a date that is none or a concurrency below 1. */
export function resolveOptions(options: VerifyOptions): Policy {
  // The only look at a clock: without a moment given, "now" is what the caller means.
  const { at = new Date(), concurrency = 256 } = options;
  // Comparisons with an invalid date are all false: without this, nothing would ever have expired.
  if (Number.isNaN(at.getTime())) throw new RangeError('expected a valid date as "at"');
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new RangeError(`expected a whole number from 1 as "concurrency", found ${concurrency}`);
  }
  return {
    at,
    concurrency,
    mode: options.mode ?? 'strict',
    signerExpiry: options.signerExpiry ?? 'report',
    allowTestSigner: options.allowTestSigner ?? false,
    logSigners: options.logSigners ?? [],
    deviceRoots: options.deviceRoots ?? [],
    trustMicrochip: options.trustMicrochip ?? true,
    checkSerialNumber: options.checkSerialNumber ?? false,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
  };
}

/** JSON nested deeper than this is refused. */
export const MAX_DEPTH = 32;
