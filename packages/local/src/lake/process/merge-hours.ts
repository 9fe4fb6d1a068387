import { hourStartMs, type HourFile, type LakeFile, type PartFile } from '../files/lake-files.js';
import { selectRows } from '../tables/lake-catalog.js';
import { columnNames } from '../tables/lake-database.js';
import { endRowOf, keepSound, writeFile, type LakeWriter } from '../tables/lake-writer.js';

const HOUR_MS = 3_600_000;
/** After its end, what is under way has come. */
const SETTLED_AFTER_MS = 60_000;

type OfHour = PartFile | HourFile;

/** Merges what was settled of every hour that is over into one file each, as far as the heart holds none of it any more. */
export async function mergeHours(
  writer: LakeWriter,
  { nowMs, confirmedRows }: { nowMs: number; confirmedRows: number },
): Promise<void> {
  const isConfirmed = (file: OfHour) => file.kind === 'hour' || file.lastRow < confirmedRows;
  for (const group of groupByHour(writer.catalog.files('telemetry'))) {
    const files = group.filter(isConfirmed);
    const [first] = files;
    if (first === undefined || hourStartMs(first) + HOUR_MS + SETTLED_AFTER_MS > nowMs) continue;
    if (files.length > 1 || first.kind === 'part') await mergeHour(writer, files);
  }
}

async function mergeHour(writer: LakeWriter, files: readonly OfHour[]): Promise<void> {
  const sound = await keepSound(writer, 'telemetry', files);
  const [first] = sound;
  if (first === undefined) return;
  const { day, hour } = first;
  const sql = `SELECT ${columnNames} FROM (${selectRows('telemetry', sound)}) ORDER BY thing_name, received_at`;
  const revision = Math.max(0, ...sound.map((file) => (file.kind === 'hour' ? file.revision : 0))) + 1;
  const metadata = { replaces: namesOf(sound), endRow: String(await endRowOf(writer.connection, sound)) };
  const merged = await writeFile(writer, { kind: 'telemetry', day, sql, metadata }, (written) =>
    writer.folder.hour(day, { hour, revision, ...written }),
  );
  await writer.catalog.change({ kind: 'telemetry', added: [merged], removed: sound });
}

/** As `replaces` of what they are merged into has them. */
export function namesOf(files: readonly LakeFile[]): string {
  return JSON.stringify(files.map(({ name }) => name));
}

/** Oldest first; what is merged by day is in none. */
function groupByHour(files: readonly LakeFile[]): readonly (readonly OfHour[])[] {
  const groups = new Map<number, OfHour[]>();
  for (const file of files) {
    if (file.kind === 'day') continue;
    const startMs = hourStartMs(file);
    groups.set(startMs, [...(groups.get(startMs) ?? []), file]);
  }
  return [...groups].toSorted(([one], [other]) => one - other).map(([, group]) => group);
}
