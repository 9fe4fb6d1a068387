import pc from 'picocolors';
import stringWidth from 'string-width';
import { formatTable, type Cell, type Column } from '../../src/terminal/table.js';

const columns: readonly Column[] = [
  { title: 'thing', least: 12 },
  { title: 'part', leaves: 1 },
  { title: 'label', leaves: 2 },
  { title: 'W', align: 'right' },
];
const things = ['0123f2408ea1fcf201', '0123f2408ea1fcf202'].map((uniqueId) => `CS-CORD-DK-${uniqueId}`);
const rows: readonly (readonly Cell[])[] = [
  [things[0]!, 'ATECC608C-TNGTLSU-B', '冷凍庫 ❄️', '104.4'],
  [things[1]!, 'ATECC608C-TNGTLSU-B', '👩‍🔧 pump', { text: '1.0', paint: pc.createColors(true).red }],
];
const linesOf = (width?: number) => formatTable(columns, rows, width === undefined ? {} : { width }).text.split('\n');

describe('formatTable', () => {
  it('lines up columns under their titles, wide characters and emoji included', () => {
    expect(linesOf().map((line) => stringWidth(line))).toEqual([68, 68, 68]);
    for (const line of linesOf()) expect(line).toMatch(/^.{29} {2}.{19} {2}\S/u);
  });

  it('is never wider than the terminal', () => {
    for (let width = 12; width <= 140; width++) {
      for (const line of linesOf(width)) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it.each([
    [68, ['thing', 'part', 'label', 'W'], []],
    [51, ['thing', 'part', 'label', 'W'], []],
    [50, ['thing', 'label', 'W'], ['part']],
    [20, ['thing', 'W'], ['part', 'label']],
  ])('at %s columns shortens what may be shortened, then leaves out by rank', (width, titles, leftOut) => {
    const table = formatTable(columns, rows, { width });
    expect(table.text.split('\n')[0]!.split(/ +/)).toEqual(titles);
    expect(table.leftOut).toEqual(leftOut);
  });

  it('shortens from the start, as the end tells cells apart', () => {
    expect(linesOf(20)).toEqual([
      'thing              W',
      '…408ea1fcf201  104.4',
      expect.stringContaining('…408ea1fcf202    '),
    ]);
  });

  it('takes time in step with its rows', () => {
    const row = [things[0]!, 'ATECC608C-TNGTLSU-B', 'freezer', '104.4'];
    const timed = (count: number) => {
      const startedAt = performance.now();
      formatTable(
        columns,
        Array.from({ length: count }, () => row),
        { width: 60 },
      );
      return performance.now() - startedAt;
    };
    timed(1000);
    const few = Math.min(...[1, 2, 3].map(() => timed(1000)));
    expect(Math.min(...[1, 2, 3].map(() => timed(10_000)))).toBeLessThan(few * 40);
  });
});
