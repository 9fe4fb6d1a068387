import stringWidth from 'string-width';

/** Columns of text that a line keeps beside its indentation; where there are fewer, it is indented by two. */
const LEAST_ROOM = 30;

const graphemes = new Intl.Segmenter();

/** A text of at most that many columns; what is left out is told by an ellipsis, at the end or at the start. */
export function shorten(text: string, columns: number, from: 'start' | 'end' = 'end'): string {
  if (stringWidth(text) <= columns) return text;
  const clusters = splitGraphemes(text);
  if (from === 'end') return `${clusters.slice(0, countFitting(clusters, columns - 1)).join('')}…`;
  const count = countFitting(clusters.toReversed(), columns - 1);
  return `…${clusters.slice(clusters.length - count).join('')}`;
}

/**
 * Breaks a line between its words, so that each part fits the terminal; a word that is too long is broken itself.
 *
 * @param hang  where the parts after the first begin
 */
export function wrapLine(text: string, { columns, hang }: { columns: number; hang: number }): string {
  if (stringWidth(text) <= columns) return text;
  const indent = columns - hang < LEAST_ROOM ? Math.max(0, Math.min(2, columns - 1)) : hang;
  const lines = [''];
  let room = columns;
  for (const [, spaces = '', word = ''] of text.matchAll(/( *)([^ ]*)/g)) {
    const width = stringWidth(word);
    if (spaces.length + width <= room) {
      lines.push(`${lines.pop()}${spaces}${word}`);
      room -= spaces.length + width;
      continue;
    }
    const parts = splitWord(word, columns - indent);
    lines.push(...parts);
    room = columns - indent - stringWidth(parts.at(-1) ?? '');
  }
  return lines.filter((line) => line !== '').join(`\n${' '.repeat(indent)}`);
}

/** Parts of at most that many columns. */
function splitWord(word: string, columns: number): string[] {
  if (stringWidth(word) <= columns) return [word];
  const clusters = splitGraphemes(word);
  const parts: string[] = [];
  for (let from = 0; from < clusters.length;) {
    const count = Math.max(1, countFitting(clusters.slice(from, from + columns), columns));
    parts.push(clusters.slice(from, from + count).join(''));
    from += count;
  }
  return parts;
}

function splitGraphemes(text: string): string[] {
  // Nearly every cell is plain; there the segmenter would cost a hundred times as much.
  if (/^[ -~]*$/.test(text)) return text.split('');
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** How many of the first fit. */
function countFitting(clusters: readonly string[], columns: number): number {
  let width = 0;
  const count = clusters.findIndex((cluster) => (width += stringWidth(cluster)) > columns);
  return count === -1 ? clusters.length : count;
}
