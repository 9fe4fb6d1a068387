/** Writes a certificate as PEM (RFC 7468) with 64 characters a line. Shape: standard base64 of its DER. */
export function formatPem(base64: string): string {
  const lines = base64.replaceAll(/.{1,64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}
