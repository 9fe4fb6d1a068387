import { hourStartMs, type DayFile, type LakeFile } from '../files/lake-files.js';
import { quote } from '../tables/lake-database.js';
import { writeFile, type LakeWriter } from '../tables/lake-writer.js';
import type { Source } from './telemetry-sources.js';

const HOUR_MS = 3_600_000;

/** The sources that a roll-up was made from, by hour. */
export type Done = ReadonlyMap<number, string>;

/** The messages of one hour, of files that may hold others too. */
export function hourSql({ day, hour, files }: { day: string; hour: number; files: readonly LakeFile[] }): string {
  const startMs = hourStartMs({ day, hour });
  const paths = files.map(({ path }) => quote(path)).join(', ');
  return `(FROM read_parquet([${paths}], union_by_name = true, hive_partitioning = false)
    WHERE received_at >= ${startMs} AND received_at < ${startMs + HOUR_MS})`;
}

/** Hours of which anything came since. */
export function listChanged(sources: ReadonlyMap<number, Source>, done: Done): number[] {
  return [...sources].filter(([hour, { id }]) => done.get(hour) !== id).map(([hour]) => hour);
}

export function parseDone(metadata: ReadonlyMap<string, string>): Done {
  return new Map(JSON.parse(metadata.get('sources') ?? '[]') as [number, string][]);
}

export function formatDone(done: Done): string {
  return JSON.stringify([...done].toSorted(([one], [other]) => one - other));
}

/** The one that counts; roll-ups have no others. */
export function fileOf(
  { catalog }: LakeWriter,
  kind: 'minutes' | 'hours' | 'energy',
  day: string,
): DayFile | undefined {
  return catalog.files(kind).find((file): file is DayFile => file.kind === 'day' && file.day === day);
}

/** Puts a day's file in the place of the one before. */
export async function replaceDay(
  writer: LakeWriter,
  content: { kind: 'minutes' | 'hours' | 'energy'; day: string; sql: string; metadata: Record<string, string> },
  before: DayFile | undefined,
): Promise<DayFile> {
  const { kind, day } = content;
  const revision = (before?.revision ?? 0) + 1;
  const file = await writeFile(writer, content, (written) => writer.folder.day(kind, day, { revision, ...written }));
  await writer.catalog.change({ kind, added: [file], ...(before && { removed: [before] }) });
  return file;
}
