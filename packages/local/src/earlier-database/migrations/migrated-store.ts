/** One change of what a store keeps: from the version before to its own number. What has been released is never altered. */
export interface MigrationStep<Access> {
  /** The version that it leads to; steps are numbered 1, 2, 3 … */
  readonly number: number;
  readonly name: string;
  up(access: Access): Promise<void>;
}

/** A store that can be taken along to a newer version. `Access` is what a step works on inside of one transaction. */
export interface MigratedStore<Access> {
  /** What people know it by, such as its file. */
  readonly name: string;
  readVersion(): Promise<FoundVersion>;
  /** All of `work` or nothing, whatever ends it: an error, the process, the power. */
  transaction(work: (access: Access) => Promise<void>): Promise<void>;
  /** Inside of a transaction. */
  writeVersion(access: Access, version: number): Promise<void>;
  /** Puts a copy aside, whole or not at all, and returns where it lies; one of the same version gives way to it. */
  backup(version: number): Promise<string>;
}

/** How far a store has come. */
export type FoundVersion =
  /** Nothing has ever been kept in it. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'version'; readonly version: number }
  /** It holds something, but does not say what. */
  | { readonly kind: 'unversioned' }
  /** What stands where the version should, as text. */
  | { readonly kind: 'damaged'; readonly found: string };
