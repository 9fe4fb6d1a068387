import { createReadStream } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

/**
 * Gives a whole draft its name; settles once it would survive that the power goes: write, sync, rename, sync of the folder.
 */
export async function publishDraft(draft: string, file: string): Promise<void> {
  await sync(draft);
  await rename(draft, file);
  await sync(dirname(file));
}

/** CRC-32 of a file's bytes. Shape: 8 hex digits. */
export async function checksumOf(file: string): Promise<string> {
  let sum = 0;
  for await (const bytes of createReadStream(file) as AsyncIterable<Buffer>) sum = crc32(bytes, sum);
  return sum.toString(16).padStart(8, '0');
}

/** Makes a folder and those above it up to `root`, each durable. */
export async function makeFolders(folder: string, root: string): Promise<void> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  if (folder !== root && dirname(folder) !== folder) await makeFolders(dirname(folder), root);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await sync(dirname(folder));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
