import { access, constants, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyedCertificate } from '@cord/device';
import { DataFolder } from '../data-folder.js';
import { LocalError, type LocalErrorCode } from '../errors.js';
import { readOrCreateApiKey } from '../http/api-key.js';
import { readOrCreateJson } from '../kept-json.js';
import { readOrCreateAuthority } from '../pki/certificate-authority.js';
import { checkKeyedCertificate } from '../pki/check-keyed-certificate.js';
import { readOrCreateFactory } from '../pki/factory.js';
import { checkDatabase } from '../earlier-database/check-database.js';
import { findDamagedFiles } from '../lake/files/find-damaged-files.js';
import { checkHeart } from '../stores/heart/open-heart.js';
import { formatLoss } from '../stores/heart/load-heart.js';
import { createTables } from '../stores/tables.js';

/** Something that is wrong in a data folder; plain JSON. */
export interface Finding {
  file: string;
  code: LocalErrorCode;
  /** File, what is wrong, way out. */
  message: string;
  /** True where `repairFolder` mends it. */
  isRepairable: boolean;
}

/**
 * Everything that is wrong with a data folder, file by file; nothing is changed, and a file that is absent is none: the next
 * start makes it.
 */
export async function checkFolder(path: string, now: Date): Promise<readonly Finding[]> {
  const folder = new DataFolder(path);
  if (!(await isThere(path))) return [];
  const unwritable = await checkWritable(path);
  if (unwritable !== undefined) return [unwritable];
  const checks: [string, () => Promise<unknown>][] = [
    ['api-key', () => readOrCreateApiKey(folder)],
    ['pki/authority.json', () => readOrCreateAuthority(folder, now)],
    ['pki/factory.json', () => readOrCreateFactory(folder, now)],
    ...(await listCords(path)).map((name): [string, () => Promise<unknown>] => [name, () => checkCord(folder, name)]),
  ];
  const findings: Finding[] = [];
  findings.push(...(await checkStores(folder)));
  for (const [name, read] of checks) {
    const file = join(path, name);
    if (!(await isThere(file))) continue;
    const error = await read().then(
      () => undefined,
      (cause: unknown) => cause,
    );
    if (error !== undefined) findings.push(toFinding(file, error));
  }
  return findings;
}

/** The heart, the lake, and what an earlier version left, where it was not taken in yet. */
async function checkStores(folder: DataFolder): Promise<readonly Finding[]> {
  const { heartFolder, headFile, lakeFolder, earlierDatabaseFile } = folder;
  const findings: Finding[] = [];
  try {
    const loss = await checkHeart({ path: heartFolder, headFile, tables: Object.values(createTables()) });
    if (loss !== undefined)
      findings.push(damaged(heartFolder, `${heartFolder} is damaged: lost are ${formatLoss(loss)}`));
  } catch (error) {
    findings.push(toFinding(heartFolder, error));
  }
  for (const { path } of await findDamagedFiles(lakeFolder)) {
    findings.push(damaged(path, `${path} does not hold what was written; put a copy of it back`));
  }
  const fault = (await isThere(earlierDatabaseFile)) ? await checkDatabase(earlierDatabaseFile) : undefined;
  return fault === undefined ? findings : [...findings, toFinding(earlierDatabaseFile, fault)];
}

function damaged(file: string, message: string): Finding {
  return { file, code: 'data-folder-damaged', message, isRepairable: true };
}

async function checkWritable(path: string): Promise<Finding | undefined> {
  try {
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    if ((await stat(path)).isDirectory()) return undefined;
    throw new Error('it is no folder');
  } catch (cause) {
    const message = `${path} cannot be written (${(cause as Error).message}); let this user write there, or name another --data-dir`;
    return { file: path, code: 'data-folder-not-writable', message, isRepairable: false };
  }
}

async function listCords(path: string): Promise<readonly string[]> {
  const names = await readdir(join(path, 'simulated-cords')).catch(() => []);
  return names.filter((name) => name.endsWith('.json')).map((name) => `simulated-cords/${name}`);
}

function checkCord(folder: DataFolder, name: string): Promise<unknown> {
  return readOrCreateJson(folder, {
    name,
    create: () => Promise.reject<KeyedCertificate>(new Error('it was there a moment ago')),
    check: checkKeyedCertificate,
    onceDeleted: 'the cord is then born anew, as another thing',
  });
}

function toFinding(file: string, error: unknown): Finding {
  if (error instanceof LocalError) {
    const { code, message } = error;
    return { file, code, message, isRepairable: code === 'data-folder-damaged' };
  }
  const message = `${file} cannot be read (${error instanceof Error ? error.message : String(error)})`;
  return { file, code: 'data-folder-not-writable', message, isRepairable: false };
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
