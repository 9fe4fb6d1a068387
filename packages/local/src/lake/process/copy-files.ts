import { copyFile, link, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { lakeKinds } from '../files/lake-files.js';
import type { LakeWriter } from '../tables/lake-writer.js';

/** Files are never written anew in place: links will do, where there is one file system. */
export async function copyFiles({ folder, catalog }: LakeWriter, path: string): Promise<void> {
  for (const { path: source } of lakeKinds.flatMap((kind) => catalog.files(kind))) {
    const target = join(path, relative(folder.path, source));
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await link(source, target).catch(() => copyFile(source, target));
  }
}
