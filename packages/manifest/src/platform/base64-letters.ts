/** Which of the two alphabets of RFC 4648: that of section 5, without padding, or that of section 4, with it. */
export type Base64Alphabet = 'url' | 'standard';

const COMMON = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The 64 letters of each alphabet in the order of their values. */
export const BASE64_LETTERS: Readonly<Record<Base64Alphabet, string>> = {
  url: `${COMMON}-_`,
  standard: `${COMMON}+/`,
};
