import stringWidth from 'string-width';
import { shorten } from './fit-text.js';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** Width down to which cells are shortened from their start, as what tells them apart stands at the end. @default never */
  least?: number;
  /** Where there is no room the column with the lowest goes first. @default it stays */
  leaves?: number;
}

/** A text, or one that is painted when it has been shortened and padded. */
export type Cell = string | { text: string; paint: (text: string) => string };

const GAP = 2;

/**
 * Rows under their titles, columns two spaces apart, no lines drawn, and no line wider than `width` columns. Where there is no room,
 * cells are shortened first; then columns are left out.
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { width = Infinity }: { width?: number } = {},
): { text: string; leftOut: string[] } {
  const natural = columns.map(({ title }, index) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(textOf(row[index]))), stringWidth(title)),
  );
  const widths = fitWidths(columns, natural, width);
  const titles = columns.map(({ title }) => title);
  const toTitle = (title: string, index: number) => shorten(title, widths[index] ?? 0);
  return {
    text: [titles.map(toTitle), ...rows].map((row) => formatRow(columns, row, widths)).join('\n'),
    leftOut: titles.filter((_, index) => widths[index] === 0 && natural[index] !== 0),
  };
}

/** The width of each column; 0 leaves it out, with the gap before it. */
function fitWidths(columns: readonly Column[], natural: readonly number[], room: number): number[] {
  const leaving = [...columns.keys()]
    .filter((index) => columns[index]?.leaves !== undefined)
    .toSorted((a, b) => (columns[a]?.leaves ?? 0) - (columns[b]?.leaves ?? 0));
  const widths = [...natural];
  for (const next of [...leaving, undefined]) {
    const fitting = shrinkWidths(widths, room, ({ index }) => columns[index]?.least ?? Infinity);
    if (sumOf(fitting) <= room || next === undefined) {
      // What stays to the last is shortened, from the right, to whatever is there.
      return shrinkWidths(fitting, room, () => 1);
    }
    widths[next] = 0;
  }
  return widths;
}

/** Takes what is too much from the last column, then from the one before it. */
function shrinkWidths(
  widths: readonly number[],
  room: number,
  leastOf: (column: { index: number }) => number,
): number[] {
  let excess = sumOf(widths) - room;
  return widths
    .map((width, index) => ({ width, index }))
    .toReversed()
    .map(({ width, index }) => {
      const spared = Math.max(0, Math.min(excess, width - leastOf({ index })));
      excess -= spared;
      return width - spared;
    })
    .toReversed();
}

function sumOf(widths: readonly number[]): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, GAP * Math.max(0, shown.length - 1));
}

function formatRow(columns: readonly Column[], row: readonly Cell[], widths: readonly number[]): string {
  const cells = columns.flatMap(({ align }, index) => {
    const width = widths[index] ?? 0;
    return width === 0 ? [] : [formatCell(row[index] ?? '', { align, width })];
  });
  return cells.join(' '.repeat(GAP)).trimEnd();
}

function formatCell(cell: Cell, { align, width }: { align: Column['align']; width: number }): string {
  const text = shorten(textOf(cell), width, 'start');
  const painted = typeof cell === 'string' ? text : cell.paint(text);
  const padding = ' '.repeat(width - stringWidth(text));
  return align === 'right' ? padding + painted : painted + padding;
}

function textOf(cell: Cell = ''): string {
  return typeof cell === 'string' ? cell : cell.text;
}
