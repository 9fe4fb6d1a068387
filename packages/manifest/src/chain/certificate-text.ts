import { decodeAnyBase64, decodeBase64 } from '../encoding/base64.js';
import { ManifestError, quote } from '../errors.js';

/** The bytes of a certificate, and what is wrong with the text they came in, which tolerant mode may let pass. */
export interface DecodedCertificate {
  readonly der: Uint8Array;
  readonly encodingFault: ManifestError | undefined;
}

/** Decodes a text of `x5c`. Throws: `x5c-encoding` for a text that is no base64 at all. */
export function decodeCertificateText(text: string, path: string): DecodedCertificate {
  const canonical = decodeBase64(text);
  if (canonical) return { der: canonical, encodingFault: undefined };
  const der = decodeAnyBase64(text);
  const fault = new ManifestError('x5c-encoding', `expected padded standard base64, found ${quote(text)}`, { path });
  if (!der) throw fault;
  return { der, encodingFault: fault };
}
