import type { CostLine } from './cost-table.js';

/** The bills of several configurations side by side. Shape: a Markdown table. */
export function formatCostTable(title: string, bills: Readonly<Record<string, readonly CostLine[]>>): string {
  const [first = []] = Object.values(bills);
  const cells = first.map(({ what }, index) => [
    what,
    ...Object.values(bills).map((bill) => bill[index]!.dollars.toFixed(2)),
  ]);
  const totals = Object.values(bills).map((bill) => bill.reduce((sum, { dollars }) => sum + dollars, 0).toFixed(2));
  const rows = [[title, ...Object.keys(bills)], ...cells, ['**together**', ...totals]];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const format = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [format(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(format)].join('\n');
}
