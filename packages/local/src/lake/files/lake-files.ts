import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What the lake keeps files of; the name of its folder. Each lies in folders by day, as the cloud's. */
export type LakeKind = (typeof lakeKinds)[number];
export const lakeKinds = ['telemetry', 'minutes', 'hours', 'energy'] as const;

interface FileName {
  path: string;
  name: string;
  day: string;
  /** Of its bytes, as they were written: see `checksumOf`. */
  checksum: string;
  /** Stands for the columns it has. */
  columns: string;
}

/** Rows that were settled at one time, of one hour: they are merged into the hour's file once it is over. */
export interface PartFile extends FileName {
  kind: 'part';
  hour: number;
  firstRow: number;
  lastRow: number;
}

/** Everything of an hour that is over. */
export interface HourFile extends FileName {
  kind: 'hour';
  hour: number;
  /** One more each time that something of the hour came late. */
  revision: number;
  rows: number;
}

/** Everything of a day, as far as it is over: of messages once the day is, of a roll-up from its first hour on. */
export interface DayFile extends FileName {
  kind: 'day';
  /** The highest counts: it holds whatever those before it did. */
  revision: number;
  rows: number;
}

export type LakeFile = PartFile | HourFile | DayFile;

const HOUR_MS = 3_600_000;
const ROW_DIGITS = 15;
const DAY_FOLDER = /^day=(\d{4}-\d{2}-\d{2})$/;
const PART_NAME = /^part-(\d{2})-(\d+)-(\d+)-([\da-f]{8})-([\da-f]{8})\.parquet$/;
const DRAFT_NAME = /^draft-\d+$/;
const DAY_NAME = /^day-(\d+)-(\d+)-([\da-f]{8})-([\da-f]{8})\.parquet$/;
const HOUR_NAME = /^hour-(\d{2})-(\d+)-(\d+)-([\da-f]{8})-([\da-f]{8})\.parquet$/;

/** Where everything of the lake lies. */
export class LakeFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Spill files of the database: of no use once it is closed. */
  get spillFolder(): string {
    return join(this.path, 'spill');
  }

  /** Without rows, of the columns that files of a kind have now; written at each start. */
  columnsFile(kind: LakeKind): string {
    return join(this.path, 'columns', kind, 'day=0000-00-00', 'columns.parquet');
  }

  kindFolder(kind: LakeKind): string {
    return join(this.path, kind);
  }

  dayFolder(kind: LakeKind, day: string): string {
    return join(this.path, kind, `day=${day}`);
  }

  /** Where a file is written before it has its name: nothing that reads the lake takes it for one of its own. */
  draft(kind: LakeKind, day: string): string {
    // Of this process: one whose backend was killed may still be at its last file.
    return join(this.dayFolder(kind, day), `draft-${process.pid}`);
  }

  part(day: string, rows: Pick<PartFile, 'hour' | 'firstRow' | 'lastRow' | 'checksum' | 'columns'>): PartFile {
    const numbers = [rows.firstRow, rows.lastRow].map((row) => String(row).padStart(ROW_DIGITS, '0'));
    const name = `part-${twoDigits(rows.hour)}-${numbers.join('-')}-${rows.checksum}-${rows.columns}.parquet`;
    return { kind: 'part', day, name, path: join(this.dayFolder('telemetry', day), name), ...rows };
  }

  hour(day: string, hour: Pick<HourFile, 'hour' | 'revision' | 'rows' | 'checksum' | 'columns'>): HourFile {
    const { revision, rows, checksum, columns } = hour;
    const name = `hour-${twoDigits(hour.hour)}-${revision}-${rows}-${checksum}-${columns}.parquet`;
    return { kind: 'hour', day, name, path: join(this.dayFolder('telemetry', day), name), ...hour };
  }

  day(kind: LakeKind, day: string, whole: Pick<DayFile, 'revision' | 'rows' | 'checksum' | 'columns'>): DayFile {
    const { revision, rows, checksum, columns } = whole;
    const name = `day-${revision}-${rows}-${checksum}-${columns}.parquet`;
    return { kind: 'day', day, name, path: join(this.dayFolder(kind, day), name), ...whole };
  }

  /** Oldest first; what has another name is none of the lake's. */
  async listDays(kind: LakeKind): Promise<readonly string[]> {
    const names = await readNames(this.kindFolder(kind));
    return names.flatMap((name) => DAY_FOLDER.exec(name)?.slice(1) ?? []).toSorted();
  }

  async listFiles(kind: LakeKind, day: string): Promise<readonly LakeFile[]> {
    const folder = this.dayFolder(kind, day);
    const names = (await readNames(folder)).toSorted();
    return names.flatMap((name) => readName(name, { day, path: join(folder, name), name }));
  }

  /** What was being written when a process ended. */
  async listDrafts(kind: LakeKind): Promise<readonly string[]> {
    const drafts: string[] = [];
    for (const day of await this.listDays(kind)) {
      const names = await readNames(this.dayFolder(kind, day));
      drafts.push(
        ...names.filter((name) => DRAFT_NAME.test(name)).map((name) => join(this.dayFolder(kind, day), name)),
      );
    }
    return drafts;
  }

  async listAll(kind: LakeKind): Promise<readonly LakeFile[]> {
    const days = await this.listDays(kind);
    return (await Promise.all(days.map((day) => this.listFiles(kind, day)))).flat();
  }
}

function readName(name: string, common: { day: string; path: string; name: string }): LakeFile[] {
  const part = PART_NAME.exec(name);
  if (part !== null) {
    const [, hour, firstRow, lastRow, checksum = '', columns = ''] = part;
    const numbers = { hour: Number(hour), firstRow: Number(firstRow), lastRow: Number(lastRow) };
    return [{ kind: 'part', ...common, ...numbers, checksum, columns }];
  }
  const merged = HOUR_NAME.exec(name);
  if (merged !== null) {
    const [, hour, revision, rows, checksum = '', columns = ''] = merged;
    const numbers = { hour: Number(hour), revision: Number(revision), rows: Number(rows) };
    return [{ kind: 'hour', ...common, ...numbers, checksum, columns }];
  }
  const whole = DAY_NAME.exec(name);
  if (whole === null) return [];
  const [, revision, rows, checksum = '', columns = ''] = whole;
  return [{ kind: 'day', ...common, revision: Number(revision), rows: Number(rows), checksum, columns }];
}

async function readNames(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

export function groupByDay(files: readonly LakeFile[]): ReadonlyMap<string, readonly LakeFile[]> {
  const days = new Map<string, LakeFile[]>();
  for (const file of files) {
    const ofDay = days.get(file.day);
    if (ofDay === undefined) days.set(file.day, [file]);
    else ofDay.push(file);
  }
  return days;
}

/** UTC. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** Epoch milliseconds of an hour's beginning. */
export function hourStartMs({ day, hour }: { day: string; hour: number }): number {
  return Date.parse(`${day}T00:00:00Z`) + hour * HOUR_MS;
}
