import { createCertificateReader } from './certificate-reader.js';
import { createEntryReader } from './entry-reader.js';
import { createPayloadReader } from './payload-reader.js';

/** Creates readers that read by comparing with what came before, and with care whatever is not like it. */
export function fastReaders() {
  return {
    readEntry: createEntryReader(),
    readPayload: createPayloadReader(),
    readCertificate: createCertificateReader(),
  };
}
