import { findClaimedUniqueId } from '../container/claimed-unique-id.js';
import { type SignedEntry, readSignedEntry } from '../container/signed-entry.js';
import { parseStrictJson } from '../encoding/strict-json.js';
import { ManifestError, relocate } from '../errors.js';
import type { Tolerance } from '../tolerance.js';
import { type Headers, type Jws, decodeJws } from './jws.js';

/** An entry of which nothing is believed yet: its headers as they stand, the rest decoded once those have been judged. */
export interface UnverifiedEntry extends Headers {
  /** Shape: base64url, or decoded already. */
  readonly payload: string | Uint8Array;
  /** Throws: `signature-length`, `signature-der`, base64url codes. */
  decode(tolerance: Tolerance): Jws;
}

/**
 * Reads an entry as it lies in a file. What it gives may be views of memory that the same reader writes again for the next.
 *
 * Throws: JSON codes, `entry-malformed`, `jws-general-form`.
 */
export type EntryReader = (bytes: Uint8Array) => UnverifiedEntry;

/** The {@link EntryReader} that parses the whole entry, however it is written. */
export function readEntry(bytes: Uint8Array): UnverifiedEntry {
  return openEntry(parseStrictJson(bytes));
}

/**
 * Takes an entry that has been parsed.
 *
 * @param maxBytes  bound on its texts together. @default none
 *
 * Throws: `entry-malformed`, `jws-general-form`, `entry-too-large`, with the secure element that the entry claims to be.
 */
export function openEntry(value: unknown, maxBytes = Number.POSITIVE_INFINITY): UnverifiedEntry {
  try {
    const entry = readSignedEntry(value);
    checkSize(entry, maxBytes);
    const { protected: signedHeader, payload, header } = entry;
    return { protected: signedHeader, payload, header, decode: (tolerance) => decodeJws(entry, tolerance) };
  } catch (error) {
    throw relocate(error, { uniqueId: findClaimedUniqueId(value) });
  }
}

function checkSize({ protected: header, payload, signature }: SignedEntry, limit: number): void {
  const size = header.length + payload.length + signature.length;
  if (size <= limit) return;
  throw new ManifestError('entry-too-large', `expected an entry of at most ${limit} bytes, found ${size}`);
}
