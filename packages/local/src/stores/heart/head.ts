import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** How far the heart has come; written with every commit. */
export interface Head {
  /** Commits ever made. */
  commits: number;
  /** Messages ever taken: the next one's row number. */
  rows: number;
  /** Of these, how many lie in the lake: the first is kept here no more. */
  settledRows: number;
  /** Records by table. */
  counts: Record<string, number>;
  /** Messages before a row that were found missing and have been told of. */
  missing?: { rows: number; before: number };
}

export const emptyHead: Head = { commits: 0, rows: 0, settledRows: 0, counts: {} };

const RECORD_BYTES = 16;

/**
 * Remembers, beside the heart, how far it had come. LevelDB passes over a log that is cut short without a word; what is remembered
 * here and not there shows it. Not forced to disk: it costs next to nothing, and survives the process, if not the power.
 *
 * Shape: commits, rows (8 bytes each, little endian).
 */
export class HeadFile {
  readonly #descriptor: number;
  readonly #record = Buffer.alloc(RECORD_BYTES);

  /** Throws where the file cannot be opened. */
  constructor(file: string) {
    closeSync(openSync(file, 'a', 0o600));
    this.#descriptor = openSync(file, 'r+');
  }

  write({ commits, rows }: Pick<Head, 'commits' | 'rows'>): void {
    this.#record.writeBigUInt64LE(BigInt(commits), 0);
    this.#record.writeBigUInt64LE(BigInt(rows), 8);
    writeSync(this.#descriptor, this.#record, 0, RECORD_BYTES, 0);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** `undefined` where nothing is remembered, or not in full. */
export function readHeadFile(file: string): Pick<Head, 'commits' | 'rows'> | undefined {
  try {
    const record = readFileSync(file);
    if (record.length !== RECORD_BYTES) return undefined;
    return { commits: Number(record.readBigUInt64LE(0)), rows: Number(record.readBigUInt64LE(8)) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
