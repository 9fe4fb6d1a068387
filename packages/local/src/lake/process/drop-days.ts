import { rm, stat } from 'node:fs/promises';
import { groupByDay, lakeKinds, type LakeFile, type LakeKind } from '../files/lake-files.js';
import type { RetentionLimits } from '../protocol/lake-calls.js';
import type { LakeWriter } from '../tables/lake-writer.js';

/** What goes first where there is no room: messages, then what was made of them, the coarsest last. */
const leavesFirst: readonly LakeKind[] = ['telemetry', 'minutes', 'hours', 'energy'];

/** Removes whole days: of what is too old, and the oldest where everything together is too large. */
export async function dropDays(writer: LakeWriter, limits: RetentionLimits): Promise<void> {
  for (const kind of lakeKinds) {
    const from = kind === 'telemetry' ? limits.telemetryFrom : limits.rollUpsFrom;
    await drop(writer, kind, (day) => day < from);
  }
  await dropBeyond(writer, limits);
}

async function dropBeyond(writer: LakeWriter, { mostBytes, today }: RetentionLimits): Promise<void> {
  const sizes = await Promise.all(lakeKinds.flatMap((kind) => writer.catalog.files(kind).map(sizeOf)));
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  for (const kind of leavesFirst) {
    const days = [...groupByDay(writer.catalog.files(kind))].toSorted(([one], [other]) => (one < other ? -1 : 1));
    for (const [day, files] of days) {
      if (bytes <= mostBytes) return;
      if (day >= today) break;
      const freed = (await Promise.all(files.map(sizeOf))).reduce((sum, size) => sum + size, 0);
      await drop(writer, kind, (each) => each === day);
      writer.onNotice(`the lake has ${bytes} bytes, at most ${mostBytes} are kept: ${kind} of ${day} were removed`);
      bytes -= freed;
    }
  }
}

async function sizeOf({ path }: LakeFile): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function drop(
  { catalog, folder }: LakeWriter,
  kind: LakeKind,
  isDropped: (day: string) => boolean,
): Promise<void> {
  const removed = catalog.files(kind).filter(({ day }) => isDropped(day));
  if (removed.length > 0) await catalog.change({ kind, added: [], removed });
  // With what was set aside of these days. A file that a question still reads stays until the next time.
  for (const day of (await folder.listDays(kind)).filter(isDropped)) {
    const isEmpty = (await folder.listFiles(kind, day)).length === 0;
    if (isEmpty) await rm(folder.dayFolder(kind, day), { recursive: true, force: true });
  }
}
