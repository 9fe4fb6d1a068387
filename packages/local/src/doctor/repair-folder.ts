import { copyFile, readdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DataFolder } from '../data-folder.js';
import { checkDatabase } from '../earlier-database/check-database.js';
import { openHeart } from '../stores/heart/open-heart.js';
import { createTables } from '../stores/tables.js';
import { checkFolder, type Finding } from './check-folder.js';

/** One finding, and what was done about it. */
export interface Repair extends Finding {
  /** In words; absent where nothing could be. */
  done?: string;
}

/**
 * Mends what can be in a data folder that no backend runs on. Nothing is deleted: what is damaged is set aside under a name
 * with the time, and what a start makes by itself is left to the next one.
 */
export async function repairFolder(path: string, now: Date): Promise<readonly Repair[]> {
  const { heartFolder, headFile, earlierDatabaseFile } = new DataFolder(path);
  const repairs: Repair[] = [];
  for (const finding of await checkFolder(path, now)) {
    if (!finding.isRepairable) repairs.push(finding);
    else if (finding.file === heartFolder)
      repairs.push({ ...finding, done: await repairHeart(heartFolder, headFile, now) });
    else if (finding.file === earlierDatabaseFile) {
      repairs.push({ ...finding, done: await repairDatabase(earlierDatabaseFile, now) });
    } else if (finding.file.endsWith('.parquet')) repairs.push({ ...finding, done: await setAside(finding.file, now) });
    else repairs.push({ ...finding, done: `${await setAside(finding.file, now)}; the next start makes it anew` });
  }
  return repairs;
}

/** What can be read of it goes on, as at a start. */
async function repairHeart(path: string, headFile: string, now: Date): Promise<string> {
  const tables = Object.values(createTables());
  const { heart, damage } = await openHeart({ path, headFile, tables, onRead: () => {}, now });
  await heart.close();
  return damage === undefined
    ? 'everything that was written could be read after all'
    : `what could be read goes on; as it was, it lies in ${damage.setAside}`;
}

async function repairDatabase(file: string, now: Date): Promise<string> {
  const wal = `${file}.wal`;
  const done: string[] = [];
  if (await isFilled(wal)) {
    done.push(await setAside(wal, now));
    if ((await checkDatabase(file)) === undefined) {
      return `${done.join(', ')}; the database is sound without what it held`;
    }
  }
  done.push(await setAside(file, now));
  for (const copy of await listCopies(file)) {
    if ((await checkDatabase(copy)) !== undefined) continue;
    const draft = `${file}.draft`;
    await copyFile(copy, draft);
    await rename(draft, file);
    return `${done.join(', ')}; ${copy} was put in its place`;
  }
  return `${done.join(', ')}; no sound copy was found, and the next start makes an empty one`;
}

/** Copies that were put aside before a migration, newest version first. */
async function listCopies(file: string): Promise<readonly string[]> {
  const names = (await readdir(dirname(file))).filter((name) => name.startsWith(`${basename(file)}.v`));
  return names
    .filter((name) => Number.isInteger(versionOf(name)))
    .toSorted((one, other) => versionOf(other) - versionOf(one))
    .map((name) => join(dirname(file), name));
}

function versionOf(name: string): number {
  return Number(/\.v(\d+)$/.exec(name)?.[1]);
}

async function setAside(file: string, now: Date): Promise<string> {
  const aside = `${file}.damaged-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  await rename(file, aside);
  return `set aside as ${aside}`;
}

function isFilled(file: string): Promise<boolean> {
  return stat(file).then(
    ({ size }) => size > 0,
    () => false,
  );
}
