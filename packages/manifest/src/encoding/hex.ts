const HEX_DIGITS = /* @__PURE__ */ new TextEncoder().encode('0123456789abcdef');
const decoder = /* @__PURE__ */ new TextDecoder();

/** Writes bytes as lower-case hex. */
export function formatHex(bytes: Uint8Array): string {
  const digits = new Uint8Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i++) {
    digits[2 * i] = HEX_DIGITS[bytes[i]! >> 4]!;
    digits[2 * i + 1] = HEX_DIGITS[bytes[i]! & 15]!;
  }
  return decoder.decode(digits);
}

/** Reads lower-case hex. */
export function parseHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
