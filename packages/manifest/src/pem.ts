import { encodeBase64 } from './base64.js';

/** Writes a certificate as PEM (RFC 7468) with 64 characters a line. */
export function formatPem(der: Uint8Array): string {
  const lines = encodeBase64(der).replaceAll(/.{1,64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}
