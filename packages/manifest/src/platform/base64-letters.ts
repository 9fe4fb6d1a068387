/** Which of the two alphabets of RFC 4648: that of section 5, without padding, or that of section 4, with it. */
export type Base64Alphabet = 'url' | 'standard';

const COMMON = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The 64 letters of each alphabet in the order of their values. */
export const BASE64_LETTERS: Readonly<Record<Base64Alphabet, string>> = {
  url: `${COMMON}-_`,
  standard: `${COMMON}+/`,
};

/** Whether a text without padding is of a length that base64 has, with no bits behind the last byte. */
export function isCanonicalEnd(text: string, alphabet: Base64Alphabet): boolean {
  const rest = text.length & 3;
  if (rest < 2) return rest === 0;
  const last = BASE64_LETTERS[alphabet].indexOf(text.charAt(text.length - 1));
  return (last & (rest === 3 ? 3 : 15)) === 0;
}
