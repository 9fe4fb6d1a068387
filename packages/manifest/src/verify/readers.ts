import type { CertificateReader } from '../certificate/certificate.js';
import { parseCertificate } from '../certificate/certificate.js';
import { type EntryReader, readEntry } from '../jws/entry-reader.js';
import { type PayloadReader, parsePayload } from '../payload/payload-reader.js';

/** How one call reads what it verifies. All readers of a kind give the same for the same bytes; some are quicker. */
export interface Readers {
  readonly readEntry: EntryReader;
  readonly readPayload: PayloadReader;
  /** Reads the leaf of a device chain. */
  readonly readCertificate: CertificateReader;
}

/** Creates the readers of one call: what they keep from one entry to the next is shared with no other call. */
export type ReadersFactory = () => Readers;

/** Readers that look at every byte by itself and keep nothing. */
export const carefulReaders: ReadersFactory = () => ({
  readEntry,
  readPayload: parsePayload,
  readCertificate: parseCertificate,
});
