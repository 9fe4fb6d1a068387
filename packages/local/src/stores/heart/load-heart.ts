import { decodeBatch, type TakenRow } from './batch.js';
import { emptyHead, type Head } from './head.js';
import type { KeptTable } from './kept-table.js';
import type { LevelFolder } from './level-folder.js';
import { DamagedRecord, openJson } from './record.js';

export const HEAD_KEY = 'head';
/** Digits: keys are in the order of their text. */
const ROW_DIGITS = 15;

export const batchKey = (firstRow: number): string => `batch:${String(firstRow).padStart(ROW_DIGITS, '0')}`;
/** Of every batch from a row on. */
export const batchesFrom = (firstRow: number) => ({ gte: batchKey(firstRow), lt: 'batch;' });
export const firstRowOf = (key: string): number => Number(key.slice('batch:'.length));
export const recordKey = (table: string, key: string): string => `table:${table}:${key}`;

/** Everything that a heart holds, and what it should hold and does not. */
export interface LoadedHeart {
  head: Head;
  /** By table. */
  records: Map<string, Map<string, unknown>>;
  /** Messages that do not lie in the lake yet, in their order. */
  taken: TakenRow[];
  loss: HeartLoss;
  /** Of records that are damaged. */
  damagedKeys: string[];
}

/** What is missing of what was kept once. */
export interface HeartLoss {
  /** Messages. */
  rows: number;
  /** Records by table. */
  records: Readonly<Record<string, number>>;
  /** Commits that are missing at the end, with whatever was in them. */
  commits: number;
}

export function isWhole({ rows, records, commits }: HeartLoss): boolean {
  return rows === 0 && commits === 0 && Object.keys(records).length === 0;
}

/** In words for people. */
export function formatLoss({ rows, records, commits }: HeartLoss): string {
  const parts = [
    ...(rows > 0 ? [`${rows} messages`] : []),
    ...Object.entries(records).map(([table, count]) => `${count} of ${table}`),
    ...(commits > 0 ? [`whatever else the last ${commits} commits held`] : []),
  ];
  return parts.join(', ');
}

/** Reads all of it. Never throws for what is damaged: it is missing then. `known` is what is remembered beside it. */
export async function loadHeart(
  level: LevelFolder,
  tables: readonly KeptTable<unknown>[],
  known: Pick<Head, 'commits' | 'rows'> | undefined,
): Promise<LoadedHeart> {
  const records = new Map(tables.map(({ name }) => [name, new Map<string, unknown>()]));
  const batches: [firstRow: number, rows: TakenRow[]][] = [];
  const damagedKeys: string[] = [];
  let head: Head = emptyHead;
  const take = (key: string, value: Uint8Array): void => {
    if (key === HEAD_KEY) head = openJson(value) as Head;
    else if (key.startsWith('batch:')) batches.push([firstRowOf(key), decodeBatch(value)]);
    else takeRecord(key, value, records);
  };
  try {
    for await (const [key, value] of level.read()) {
      try {
        take(key, value);
      } catch (error) {
        if (!(error instanceof DamagedRecord)) throw error;
        damagedKeys.push(key);
      }
    }
  } catch {
    // The rest cannot be read: it is missing, and what is missing is counted below.
  }
  const { taken, end } = joinBatches(batches, head.settledRows);
  const rows = Math.max(head.rows, end, known?.rows ?? 0);
  const loss: HeartLoss = {
    rows: Math.max(0, rows - head.settledRows - taken.length - knownMissing(head)),
    records: countMissing(head, records),
    commits: Math.max(0, (known?.commits ?? 0) - head.commits),
  };
  return { head: { ...head, rows }, records, taken, loss, damagedKeys };
}

function knownMissing({ missing, settledRows }: Head): number {
  return missing !== undefined && missing.before > settledRows ? missing.rows : 0;
}

function takeRecord(key: string, value: Uint8Array, records: Map<string, Map<string, unknown>>): void {
  const [, table = '', ...rest] = key.split(':');
  // Of a table that a later version has, or an earlier one had: left alone.
  records.get(table)?.set(rest.join(':'), openJson(value));
}

/** Those that lie in the lake already may still be here: they are left out. */
function joinBatches(
  batches: readonly [number, TakenRow[]][],
  settledRows: number,
): { taken: TakenRow[]; end: number } {
  const taken: TakenRow[] = [];
  let end = settledRows;
  for (const [firstRow, rows] of batches) {
    if (firstRow < end) continue;
    for (const row of rows) taken.push(row);
    end = firstRow + rows.length;
  }
  return { taken, end };
}

function countMissing({ counts }: Head, records: Map<string, Map<string, unknown>>): Record<string, number> {
  const missing = [...records].map(([table, found]) => [table, (counts[table] ?? 0) - found.size] as const);
  return Object.fromEntries(missing.filter(([, count]) => count > 0));
}
