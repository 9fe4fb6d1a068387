import { columnNames, quote } from './lake-database.js';
import { hourStartMs, type HourFile, type LakeFile } from '../files/lake-files.js';
import { keepSound, readMetadata, writeFile, type LakeWriter } from './lake-writer.js';

const HOUR_MS = 3_600_000;
/** After its end, what is under way has come. */
const SETTLED_AFTER_MS = 60_000;

/** Merges what was settled of every hour that is over into one file each; returns these, oldest first. */
export async function mergeHours(writer: LakeWriter, nowMs: number): Promise<readonly HourFile[]> {
  const merged: HourFile[] = [];
  for (const files of groupByHour(writer.catalog.files('telemetry'))) {
    const [first] = files;
    if (first === undefined || hourStartMs(first) + HOUR_MS + SETTLED_AFTER_MS > nowMs) continue;
    if (!files.some(({ kind }) => kind === 'part')) continue;
    const hour = await mergeHour(writer, files);
    if (hour !== undefined) merged.push(hour);
  }
  return merged;
}

async function mergeHour(writer: LakeWriter, files: readonly LakeFile[]): Promise<HourFile | undefined> {
  const sound = await keepSound(writer, 'telemetry', files);
  const [first] = sound;
  if (first === undefined) return undefined;
  const { day, hour } = first;
  const sources = sound.map(({ path }) => quote(path)).join(', ');
  const sql = `SELECT ${columnNames} FROM (
      SELECT * FROM read_parquet([${sources}], union_by_name = true, hive_partitioning = false)
      UNION ALL BY NAME SELECT ${columnNames} FROM hot WHERE false)
    ORDER BY thing_name, received_at`;
  const revision = Math.max(0, ...sound.map((file) => (file.kind === 'hour' ? file.revision : 0))) + 1;
  const metadata = { replaces: JSON.stringify(sound.map(({ name }) => name)) };
  const merged = await writeFile(writer, { kind: 'telemetry', day, sql, metadata }, (written) =>
    writer.folder.hour('telemetry', day, { hour, revision, ...written }),
  );
  await writer.catalog.change({ kind: 'telemetry', added: [merged], removed: sound });
  return merged;
}

/** Files whose content lies in a merged one, where the power went before they were removed. */
export async function findReplaced(
  connection: LakeWriter['connection'],
  files: readonly LakeFile[],
): Promise<readonly LakeFile[]> {
  const replaced: LakeFile[] = [];
  for (const group of groupByHour(files)) {
    if (group.length < 2) continue;
    for (const file of group) {
      if (file.kind !== 'hour') continue;
      const names = (await readMetadata(connection, file)).get('replaces') ?? '[]';
      const listed = new Set(JSON.parse(names) as string[]);
      replaced.push(...group.filter(({ name }) => listed.has(name)));
    }
  }
  return replaced;
}

/** Oldest first. */
function groupByHour(files: readonly LakeFile[]): readonly (readonly LakeFile[])[] {
  const groups = new Map<number, LakeFile[]>();
  for (const file of files) {
    const group = groups.get(hourStartMs(file)) ?? [];
    groups.set(hourStartMs(file), [...group, file]);
  }
  return [...groups].toSorted(([one], [other]) => one - other).map(([, group]) => group);
}
