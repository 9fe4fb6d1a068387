import { rm } from 'node:fs/promises';
import { groupByDay, lakeKinds, type LakeFile, type LakeKind } from '../files/lake-files.js';
import { endRowOf, keepSound, readMetadata, type LakeWriter } from '../tables/lake-writer.js';

/** What the heart says of the lake. */
export interface HeartWord {
  /** What it knows to lie in the lake: what comes behind was not confirmed, and comes again. */
  settledRows: number;
  /** False where it lost something: then whatever lies in the lake counts. */
  isHeartWhole: boolean;
}

/**
 * Makes the views over the files that count: not what was never confirmed, nor what lies in a merged file as well. Returns how many
 * rows lie in them. Where one is damaged that is read here, or any may be, all are checked first.
 */
export async function openFiles(writer: LakeWriter, word: HeartWord & { isSuspect: boolean }): Promise<number> {
  const files = await listFiles(writer);
  if (word.isSuspect) await keepAllSound(writer, files);
  try {
    return await chooseFiles(writer, files, word);
  } catch (error) {
    if (!(await keepAllSound(writer, files))) throw error;
    return await chooseFiles(writer, files, word);
  }
}

type Files = Map<LakeKind, readonly LakeFile[]>;

async function listFiles({ folder }: LakeWriter): Promise<Files> {
  const files: Files = new Map();
  for (const kind of lakeKinds) {
    await Promise.all((await folder.listDrafts(kind)).map((draft) => rm(draft, { force: true })));
    files.set(kind, await folder.listAll(kind));
  }
  return files;
}

/** Sets aside whatever is damaged; true where anything was. */
async function keepAllSound(writer: LakeWriter, files: Files): Promise<boolean> {
  let isAnyDamaged = false;
  for (const [kind, ofKind] of files) {
    const sound = await keepSound(writer, kind, ofKind);
    isAnyDamaged ||= sound.length < ofKind.length;
    files.set(kind, sound);
  }
  return isAnyDamaged;
}

async function chooseFiles(
  { connection, catalog }: LakeWriter,
  files: Files,
  { settledRows, isHeartWhole }: HeartWord,
): Promise<number> {
  const all = files.get('telemetry') ?? [];
  const confirmed = isHeartWhole ? all.filter((file) => file.kind !== 'part' || file.firstRow < settledRows) : all;
  const replaced = new Set(await findReplaced(connection, confirmed));
  const chosen: Files = new Map([['telemetry', confirmed.filter((file) => !replaced.has(file))]]);
  for (const kind of lakeKinds) if (kind !== 'telemetry') chosen.set(kind, newestOf(files.get(kind) ?? []));
  const end = isHeartWhole ? 0 : await endRowOf(connection, chosen.get('telemetry') ?? []);
  for (const [kind, ofKind] of chosen) {
    const counted = new Set(ofKind);
    const others = (files.get(kind) ?? []).filter((file) => !counted.has(file));
    await Promise.all(others.map(({ path }) => rm(path, { force: true })));
  }
  await catalog.open(chosen);
  return Math.max(settledRows, end);
}

/** Files whose content lies in a merged one, where the power went before they were removed. */
async function findReplaced(
  connection: LakeWriter['connection'],
  files: readonly LakeFile[],
): Promise<readonly LakeFile[]> {
  const replaced: LakeFile[] = [];
  for (const ofDay of groupByDay(files).values()) {
    for (const file of ofDay) {
      if (file.kind === 'part' || !ofDay.some((other) => other !== file && mayHold(file, other))) continue;
      const names = (await readMetadata(connection, file)).get('replaces') ?? '[]';
      const listed = new Set(JSON.parse(names) as string[]);
      replaced.push(...ofDay.filter(({ name }) => listed.has(name)));
    }
  }
  return replaced;
}

function mayHold(merged: LakeFile, other: LakeFile): boolean {
  return merged.kind === 'day' || (merged.kind === 'hour' && other.kind !== 'day' && other.hour === merged.hour);
}

const revisionOf = (file: LakeFile): number => (file.kind === 'day' ? file.revision : 0);

/** A roll-up holds whatever those before it did. */
function newestOf(files: readonly LakeFile[]): readonly LakeFile[] {
  return [...groupByDay(files).values()].flatMap((ofDay) => {
    return ofDay.toSorted((one, other) => revisionOf(other) - revisionOf(one)).slice(0, 1);
  });
}
