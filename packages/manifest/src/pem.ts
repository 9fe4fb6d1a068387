import { encodeBase64 } from './base64.js';

const LINE = 64;
const NEW_LINE = 0x0a;
const BEGIN = /* @__PURE__ */ toAscii('-----BEGIN CERTIFICATE-----\n');
const END = /* @__PURE__ */ toAscii('-----END CERTIFICATE-----\n');
const decoder = /* @__PURE__ */ new TextDecoder();

/** Writes a certificate as PEM (RFC 7468) with 64 characters a line. */
export function formatPem(der: Uint8Array): string {
  const base64 = encodeBase64(der);
  const out = new Uint8Array(BEGIN.length + base64.length + Math.ceil(base64.length / LINE) + END.length);
  out.set(BEGIN);
  let o = BEGIN.length;
  for (let i = 0; i < base64.length; i += LINE) {
    const line = base64.subarray(i, i + LINE);
    out.set(line, o);
    o += line.length;
    out[o++] = NEW_LINE;
  }
  out.set(END, o);
  return decoder.decode(out);
}

function toAscii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
