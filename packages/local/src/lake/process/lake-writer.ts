import { rename, rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { LakeCatalog } from './lake-catalog.js';
import { checksumOf, makeFolders, publishDraft } from '../files/durable-files.js';
import { quote } from './lake-database.js';
import type { HourFile, LakeFile, LakeFolder, LakeKind } from '../files/lake-files.js';

/** What files are written by. */
export interface LakeWriter {
  connection: DuckDBConnection;
  folder: LakeFolder;
  catalog: LakeCatalog;
  /** For the names of what is set aside. */
  now: () => Date;
  /** Hears of what people should know. */
  onNotice: (notice: string) => void;
}

export interface FileContent {
  kind: LakeKind;
  day: string;
  /** Shape: SELECT, ordered. */
  sql: string;
  /** Kept in the file, beside its rows. */
  metadata?: Readonly<Record<string, string>>;
}

/** Rows that a reader skips by their smallest and largest values: of a few things, in an hour of a thousand. */
const ROW_GROUP = 65_536;

/** Writes a file and gives it the name that `nameIt` makes of its checksum and count of rows; settles once it would survive that the power goes. */
export async function writeFile<File extends LakeFile>(
  { connection, folder }: LakeWriter,
  { kind, day, sql, metadata = {} }: FileContent,
  nameIt: (written: { checksum: string; rows: number }) => File,
): Promise<File> {
  await makeFolders(folder.dayFolder(kind, day), folder.path);
  const draft = folder.draft(kind, day);
  await rm(draft, { force: true });
  const pairs = Object.entries(metadata).map(([key, value]) => `${key}: ${quote(value)}`);
  const kept = pairs.length === 0 ? '' : `, KV_METADATA {${pairs.join(', ')}}`;
  const copied = await connection.runAndReadAll(
    `COPY (${sql}) TO ${quote(draft)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP}${kept})`,
  );
  const file = nameIt({ checksum: await checksumOf(draft), rows: Number(copied.getRows()[0]?.[0] ?? 0) });
  await publishDraft(draft, file.path);
  return file;
}

/** Those whose bytes are what was written; the others are set aside, and that is told. */
export async function keepSound<File extends LakeFile>(
  { folder, catalog, now, onNotice }: LakeWriter,
  kind: LakeKind,
  files: readonly File[],
): Promise<readonly File[]> {
  const sound: File[] = [];
  for (const file of files) {
    if ((await checksumOf(file.path)) === file.checksum) {
      sound.push(file);
      continue;
    }
    // By its name: what is damaged is not opened.
    const rows = file.kind === 'hour' ? file.rows : file.lastRow - file.firstRow + 1;
    const aside = `${file.path}.damaged-${now()
      .toISOString()
      .replaceAll(/[-:]|\.\d+/g, '')}`;
    await rename(file.path, aside);
    await catalog.forget(kind, file);
    onNotice(
      `${file.path.slice(folder.path.length + 1)} of the lake is damaged: up to ${rows} rows lost; set aside as ${aside}`,
    );
  }
  return sound;
}

/** What an hour's file says beside its rows. */
export async function readMetadata(connection: DuckDBConnection, { path }: HourFile): Promise<Map<string, string>> {
  const result = await connection.runAndReadAll(
    `SELECT decode(key), decode(value) FROM parquet_kv_metadata(${quote(path)})`,
  );
  return new Map(result.getRows().map(([key, value]) => [String(key), String(value)]));
}
