const MOST_CHARACTERS = 500;

/**
 * What an operator is told of a failure: one line that can be printed, whatever a device brought into it. Of a longer one, the
 * beginning.
 */
export function formatFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const printable = text.slice(0, MOST_CHARACTERS).replaceAll(/[\p{C}\u2028\u2029]/gu, escape);
  return printable.length > MOST_CHARACTERS || text.length > MOST_CHARACTERS
    ? `${printable.slice(0, MOST_CHARACTERS)}…`
    : printable;
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
