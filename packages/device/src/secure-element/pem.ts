/** Writes DER bytes as PEM (RFC 7468) with 64 characters a line. */
export function formatPem(label: 'CERTIFICATE' | 'PRIVATE KEY', der: Uint8Array | ArrayBuffer): string {
  const base64 = Buffer.from(der as Uint8Array).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** Reads the first PEM block into DER bytes. */
export function parsePem(pem: string): Uint8Array<ArrayBuffer> {
  const body = /-----BEGIN [A-Z ]+-----([^-]*)-----END/.exec(pem)?.[1];
  if (body === undefined) throw new TypeError('expected a PEM block, found none');
  return new Uint8Array(Buffer.from(body, 'base64'));
}
