import { parseStrictJson } from '../encoding/strict-json.js';
import { ManifestError, relocate } from '../errors.js';
import { DEFAULT_LIMITS } from '../options.js';
import type { Element } from './element-splitter.js';
import { ManifestSplitter } from './manifest-splitter.js';
import { readSignedEntry, type SignedEntry } from './signed-entry.js';

/**
 * Parses a manifest into its entries without verifying anything: for looking, sorting and splitting, not for trusting.
 *
 * Shape: a JSON array of entries, one entry alone, or a zip of such files; text or bytes.
 * Throws: `ManifestError` for the container and for the first entry that is no entry, with its index.
 *
 * @example
 * const entries = parseManifest(await file.bytes());
 */
export function parseManifest(source: string | Uint8Array): SignedEntry[] {
  const splitter = new ManifestSplitter(DEFAULT_LIMITS);
  const entries: SignedEntry[] = [];
  for (const element of splitter.push(toBytes(source))) {
    if (entries.length >= DEFAULT_LIMITS.entries) refuseCount(DEFAULT_LIMITS.entries);
    try {
      entries.push(readSignedEntry(parseElement(element)));
    } catch (error) {
      throw relocate(error, { index: entries.length });
    }
  }
  splitter.end();
  return entries;
}

/** The JSON value of one element. Throws: why it has none. */
function parseElement(element: Element): unknown {
  if ('error' in element) throw element.error;
  return parseStrictJson(element.bytes);
}

/** Bytes of a manifest given as text or bytes. */
export function toBytes(source: string | Uint8Array): Uint8Array {
  return typeof source === 'string' ? new TextEncoder().encode(source) : source;
}

/** Throws `manifest-too-many-entries`. */
export function refuseCount(limit: number, what = 'entries'): never {
  throw new ManifestError('manifest-too-many-entries', `expected at most ${limit} ${what}, found more`);
}
