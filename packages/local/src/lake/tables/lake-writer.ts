import { rename, rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { columnsTagOf, type LakeCatalog } from './lake-catalog.js';
import { checksumOf, makeFolders, publishDraft } from '../files/durable-files.js';
import { quote } from './lake-database.js';
import type { DayFile, LakeFile, LakeFolder, LakeKind } from '../files/lake-files.js';

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

/** What a file's name says of what was written. */
export type Written = Pick<DayFile, 'checksum' | 'columns' | 'rows'>;

/** Writes a file under the name that `nameIt` makes; settles once it would survive that the power goes. */
export async function writeFile<File extends LakeFile>(
  { connection, folder }: LakeWriter,
  { kind, day, sql, metadata = {} }: FileContent,
  nameIt: (written: Written) => File,
): Promise<File> {
  await makeFolders(folder.dayFolder(kind, day), folder.path);
  const draft = folder.draft(kind, day);
  await rm(draft, { force: true });
  const pairs = Object.entries(metadata).map(([key, value]) => `${key}: ${quote(value)}`);
  const kept = pairs.length === 0 ? '' : `, KV_METADATA {${pairs.join(', ')}}`;
  const copied = await connection.runAndReadAll(
    `COPY (${sql}) TO ${quote(draft)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP}${kept})`,
  );
  const rows = Number(copied.getRows()[0]?.[0] ?? 0);
  const file = nameIt({ checksum: await checksumOf(draft), rows, columns: columnsTagOf(kind) });
  await publishDraft(draft, file.path);
  return file;
}

/** Those whose bytes are what was written; the others are set aside, and that is told, as is one that is gone. */
export async function keepSound<File extends LakeFile>(
  { folder, catalog, now, onNotice }: LakeWriter,
  kind: LakeKind,
  files: readonly File[],
): Promise<readonly File[]> {
  const sound: File[] = [];
  for (const file of files) {
    const found = await tryChecksum(file.path);
    if (found === file.checksum) {
      sound.push(file);
      continue;
    }
    await catalog.forget(kind, file);
    const name = file.path.slice(folder.path.length + 1);
    if (found === 'gone') {
      onNotice(`${name} of the lake is gone: up to ${rowsOf(file)} rows lost`);
      continue;
    }
    const aside = `${file.path}.damaged-${now()
      .toISOString()
      .replaceAll(/[-:]|\.\d+/g, '')}`;
    await rename(file.path, aside);
    onNotice(`${name} of the lake is damaged: up to ${rowsOf(file)} rows lost; set aside as ${aside}`);
  }
  return sound;
}

/** Of one that the disk no longer reads, it is another. */
async function tryChecksum(path: string): Promise<string> {
  return checksumOf(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return 'gone';
    if (error.code === 'EIO') return 'unreadable';
    throw error;
  });
}

/** What a file says beside its rows. */
export async function readMetadata(connection: DuckDBConnection, { path }: LakeFile): Promise<Map<string, string>> {
  const result = await connection.runAndReadAll(
    `SELECT decode(key), decode(value) FROM parquet_kv_metadata(${quote(path)})`,
  );
  return new Map(result.getRows().map(([key, value]) => [String(key), String(value)]));
}

/** Behind the last row that is in any of them. */
export async function endRowOf(connection: DuckDBConnection, files: readonly LakeFile[]): Promise<number> {
  let end = 0;
  for (const file of files) {
    const own = file.kind === 'part' ? file.lastRow + 1 : (await readMetadata(connection, file)).get('endRow');
    end = Math.max(end, Number(own ?? 0));
  }
  return end;
}

/** As far as their names say. */
function rowsOf(file: LakeFile): number {
  return file.kind === 'part' ? file.lastRow - file.firstRow + 1 : file.rows;
}
