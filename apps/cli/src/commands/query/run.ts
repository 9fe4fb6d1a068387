import { telemetryQueries } from '@cord/fleet';
import type { SqlAnswer } from '@cord/local';
import { CommandError } from '../../command-error.js';
import { exitStatus, type ExitStatus } from '../../exit-status.js';
import type { GlobalOptions } from '../../options.js';
import type { Ports } from '../../ports/ports.js';
import { formatPrintable } from '../../terminal/printable.js';
import { formatTable } from '../../terminal/table.js';

interface QueryOptions extends GlobalOptions {
  saved?: string;
  csv: boolean;
  dataDir?: string;
}

type QueryPorts = Pick<Ports, 'terminal' | 'loadConfig' | 'queryLake'>;

/** `cord query`: asks the local lake by SQL, the cloud's saved questions included. */
export async function runQuery(
  [sql]: string[],
  options: QueryOptions,
  { terminal, ...ports }: QueryPorts,
): Promise<ExitStatus> {
  const { config } = await ports.loadConfig(options.config);
  const asked = chooseSql(sql, options.saved);
  const answer = await ports.queryLake(config, options.dataDir ?? config.local.dataDir, asked);
  for (const line of formatAnswer(answer, options, terminal.size.columns)) terminal.out(line);
  if (answer.isCut) terminal.note(`only the first ${answer.rows.length} rows are here: ask for less, or by LIMIT`);
  return exitStatus.ok;
}

function chooseSql(sql: string | undefined, saved: string | undefined): string {
  if (saved === undefined && sql !== undefined) return sql;
  const names = telemetryQueries.map(({ name }) => name).join(', ');
  if (saved === undefined || sql !== undefined) {
    throw new CommandError('invalid-option', `expected SQL or --saved with one of ${names}`);
  }
  const found = telemetryQueries.find(({ name }) => name === saved);
  if (found === undefined) throw new CommandError('invalid-option', `--saved is '${saved}', expected one of ${names}`);
  return found.sql;
}

function formatAnswer({ columns, rows }: SqlAnswer, { json, csv }: QueryOptions, width: number): readonly string[] {
  if (json) return rows.map((row) => JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at]]))));
  if (csv) return [columns, ...rows].map((row) => row.map(formatCsvField).join(','));
  const cells = rows.map((row) => row.map((value) => formatPrintable(toText(value))));
  const isNumber = (at: number) => rows.every((row) => typeof row[at] === 'number' || row[at] === null);
  const titles = columns.map((title, at) => ({ title, align: isNumber(at) ? ('right' as const) : ('left' as const) }));
  return [formatTable(titles, cells, { width }).text];
}

/** Source: RFC 4180. */
function formatCsvField(value: unknown): string {
  const text = toText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}
