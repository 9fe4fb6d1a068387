import { rm, stat } from 'node:fs/promises';
import { lakeKinds, type LakeFile, type LakeKind } from '../files/lake-files.js';
import type { RetentionLimits } from '../protocol/lake-calls.js';
import type { LakeWriter } from '../tables/lake-writer.js';

/** Removes whole days: of what is too old, and of messages where everything together is too large. */
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
  const days = new Set(writer.catalog.files('telemetry').map(({ day }) => day));
  for (const day of [...days].toSorted()) {
    if (bytes <= mostBytes || day >= today) return;
    const ofDay = writer.catalog.files('telemetry').filter((file) => file.day === day);
    const freed = (await Promise.all(ofDay.map(sizeOf))).reduce((sum, size) => sum + size, 0);
    await drop(writer, 'telemetry', (each) => each === day);
    writer.onNotice(`the lake has ${bytes} bytes, at most ${mostBytes} are kept: the messages of ${day} were removed`);
    bytes -= freed;
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
