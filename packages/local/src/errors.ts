/** Why the local backend cannot start or go on. */
export type LocalErrorCode =
  | 'port-in-use'
  | 'data-folder-in-use'
  | 'data-folder-newer'
  | 'data-folder-damaged'
  | 'data-folder-not-writable'
  | 'data-folder-not-migrated'
  | 'backup-target';

/** A failure of the local backend itself, told apart by `code`. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
  readonly code: LocalErrorCode;

  constructor(code: LocalErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
