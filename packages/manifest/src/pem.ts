import { encodeBase64 } from './base64.js';

/** Writes a certificate as PEM (RFC 7468) with 64 characters a line. */
export function formatPem(der: Uint8Array): string {
  const base64 = encodeBase64(der);
  let lines = '';
  for (let i = 0; i < base64.length; i += 64) lines += `${base64.slice(i, i + 64)}\n`;
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}
