const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const ENCODED = /^[A-Za-z0-9+/]*={0,2}$/;

/** Source: RFC 4648, section 4. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second, third] = bytes.subarray(index, index + 3);
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    const digit = (shift: number) => ALPHABET.charAt((bits >> shift) & 63);
    text += digit(18) + digit(12) + (second === undefined ? '=' : digit(6)) + (third === undefined ? '=' : digit(0));
  }
  return text;
}

/** The bytes; absent for a text that is no base64. Padding may be missing, as Java's decoder has it. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!ENCODED.test(text)) return undefined;
  const digits = text.replace(/={1,2}$/, '');
  const isPadded = digits.length !== text.length;
  if (digits.length % 4 === 1 || (isPadded && text.length % 4 !== 0)) return undefined;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let written = 0;
  for (let index = 0; index < digits.length; index += 1) {
    bits = ((bits << 6) | ALPHABET.indexOf(digits.charAt(index))) & 0xff_ff_ff;
    const left = ((index + 1) * 6) % 8;
    if (left < 6) {
      bytes[written] = (bits >> left) & 0xff;
      written += 1;
    }
  }
  return bytes;
}
