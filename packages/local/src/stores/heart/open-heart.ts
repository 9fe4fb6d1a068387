import { readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LocalError } from '../../errors.js';
import type { TakenRow } from './batch.js';
import { HeadFile, readHeadFile } from './head.js';
import { Heart } from './heart.js';
import type { KeptTable } from './kept-table.js';
import { LevelFolder, linkFiles, listFiles } from './level-folder.js';
import { formatLoss, HEAD_KEY, isWhole, loadHeart, type HeartLoss, type LoadedHeart } from './load-heart.js';
import { sealJson } from './record.js';

export interface OpenHeartOptions {
  /** The folder of LevelDB. */
  path: string;
  /** Remembers beside it how far it had come. */
  headFile: string;
  tables: readonly KeptTable<unknown>[];
  /** Hears of each message that the lake does not have yet; again, of all, where the folder had to be opened anew. */
  onRead: (taken: readonly TakenRow[]) => void;
  /** For the names of what is set aside. */
  now: Date;
}

export interface OpenedHeart {
  heart: Heart;
  /** Where something was missing: how much, and where all files lie as they were. */
  damage?: HeartDamage;
}

export interface HeartDamage {
  loss: HeartLoss;
  setAside: string;
}

interface Read {
  level: LevelFolder;
  loaded: LoadedHeart;
}

/** What LevelDB writes for opening alone: with less, it fails half way and leaves what it wrote behind. */
const ROOM_TO_OPEN_BYTES = 16 * 1024 * 1024;

/**
 * Opens a heart, making what it lacks. Everything in it is read and checked. Where something is missing, its files are set aside
 * as they were, what can be read of them goes on, and the loss is told.
 *
 * Throws: `LocalError` `data-folder-in-use`, `data-folder-not-writable`.
 */
export async function openHeart(options: OpenHeartOptions): Promise<OpenedHeart> {
  const { tables, onRead } = options;
  const { read, damage } = await readOrRepair(options);
  const headFile = new HeadFile(options.headFile);
  headFile.write(read.loaded.head);
  const reopen = async (): Promise<Read> => {
    await requireRoom(options.path);
    return (await readOrRepair(options)).read;
  };
  const heart = new Heart({ ...read, headFile, tables, onRead, reopen });
  return { heart, ...(damage && { damage }) };
}

/** What is wrong with a heart, by a copy of it: nothing is changed. `undefined` where it is whole. */
export async function checkHeart(options: Omit<OpenHeartOptions, 'onRead' | 'now'>): Promise<HeartLoss | undefined> {
  if ((await listFiles(options.path)).length === 0 && readHeadFile(options.headFile) === undefined) return undefined;
  // Who has it open is asked first: a copy of what is being written is none.
  await (await LevelFolder.open(options.path)).close();
  const copy = `${options.path}.checked`;
  try {
    await linkFiles(options.path, copy);
    const read = await attempt({ ...options, path: copy });
    await read?.level.close();
    const loss = read?.loaded.loss ?? { rows: 0, records: {}, commits: readHeadFile(options.headFile)?.commits ?? 0 };
    return isWhole(loss) ? undefined : loss;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function readOrRepair(options: OpenHeartOptions): Promise<{ read: Read; damage?: HeartDamage }> {
  const { path } = options;
  // Of this process: another that is turned away later does not touch it.
  const before = `${path}.before-${process.pid}`;
  // LevelDB removes at once what a damaged list of files no longer names.
  const hadRecords = await holdsRecords(path);
  if (hadRecords) await linkFiles(path, before);
  const first = await attempt(options).catch(async (error: unknown) => {
    await rm(before, { recursive: true, force: true });
    throw error;
  });
  if (first !== undefined && isWhole(first.loaded.loss) && !(hadRecords && first.loaded.head.commits === 0)) {
    await removeLeftovers(path);
    return { read: first };
  }
  await first?.level.close();
  const setAside = `${path}.damaged-${options.now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  await rm(setAside, { recursive: true, force: true });
  if (hadRecords) {
    await rename(before, setAside);
    await linkFiles(setAside, path);
    await LevelFolder.repair(path).catch(() => {});
  }
  const read = (await attempt(options)) ?? (await readEmpty(options));
  await writeWhole(read, options.tables);
  return isWhole(read.loaded.loss) ? { read } : { read, damage: { loss: read.loaded.loss, setAside } };
}

/** Of this start and of others that were ended in the middle. */
async function removeLeftovers(path: string): Promise<void> {
  const names = (await readdir(dirname(path))).filter((name) => name.startsWith(`${basename(path)}.before-`));
  await Promise.all(names.map((name) => rm(join(dirname(path), name), { recursive: true, force: true })));
}

/** LevelDB makes files for an empty database too. */
async function holdsRecords(path: string): Promise<boolean> {
  const files = (await listFiles(path)).filter((name) => /\.(ldb|sst|log)$/.test(name));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(path, name))).size));
  return sizes.some((size) => size > 0);
}

/** `undefined` where LevelDB finds it damaged. */
async function attempt({ path, headFile, tables }: Pick<OpenHeartOptions, 'path' | 'headFile' | 'tables'>) {
  try {
    const level = await LevelFolder.open(path);
    return { level, loaded: await loadHeart(level, tables, readHeadFile(headFile)) };
  } catch (error) {
    if (error instanceof LocalError && error.code === 'data-folder-damaged') return undefined;
    throw error;
  }
}

async function readEmpty(options: OpenHeartOptions): Promise<Read> {
  await rm(options.path, { recursive: true, force: true });
  const level = await LevelFolder.open(options.path);
  return { level, loaded: await loadHeart(level, options.tables, readHeadFile(options.headFile)) };
}

/** What is missing has been told of: from here on, what is there is the whole. */
async function writeWhole({ level, loaded }: Read, tables: readonly KeptTable<unknown>[]): Promise<void> {
  const { head, records, damagedKeys, taken } = loaded;
  const counts = Object.fromEntries(tables.map(({ name }) => [name, records.get(name)?.size ?? 0]));
  const missing = { rows: head.rows - head.settledRows - taken.length, before: head.rows };
  loaded.head = { ...head, commits: head.commits + 1, counts, missing };
  await level.write([
    ...damagedKeys.map((key) => ({ type: 'del' as const, key })),
    { type: 'put', key: HEAD_KEY, value: sealJson(loaded.head) },
  ]);
}

async function requireRoom(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < ROOM_TO_OPEN_BYTES) throw new Error(`less than ${ROOM_TO_OPEN_BYTES} bytes are free`);
}

/** In words for people. */
export function formatDamage(path: string, { loss, setAside }: HeartDamage): string {
  return `${path} was damaged: lost are ${formatLoss(loss)}; as it was, it lies in ${setAside}`;
}
