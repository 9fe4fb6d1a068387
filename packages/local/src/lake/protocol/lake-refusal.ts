/**
 * Why the lake gives no answer. `sql-invalid`: the SQL is none, or none that may be asked. `lake-down`: its process ended, and is
 * begun anew.
 */
const codes = ['sql-invalid', 'too-long', 'lake-down', 'lake-failed'] as const;
export type LakeRefusalCode = (typeof codes)[number];

export function isLakeRefusal(code: string): code is LakeRefusalCode {
  return (codes as readonly string[]).includes(code);
}

/** A question or an order that the lake does not fulfil, told apart by `code`. */
export class LakeRefusal extends Error {
  override readonly name = 'LakeRefusal';
  readonly code: LakeRefusalCode;

  constructor(code: LakeRefusalCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** What DuckDB says when it takes itself for broken: it answers nothing any more. */
export function isFatal(message: string): boolean {
  return /(FATAL|INTERNAL) Error|database has been invalidated/.test(message);
}
