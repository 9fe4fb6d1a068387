/**
 * Text that a stranger may have written, such as a client id, safe to show: control characters become `\u001b`, so that it
 * can neither drive the terminal nor pretend to be a line of its own.
 */
export function formatPrintable(text: string): string {
  return text.replaceAll(/\p{Cc}|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
