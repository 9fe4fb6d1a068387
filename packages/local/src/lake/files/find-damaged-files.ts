import { checksumOf } from './durable-files.js';
import { lakeKinds, LakeFolder, type LakeFile } from './lake-files.js';

/** Files of a lake whose bytes are not those that were written; nothing is changed. */
export async function findDamagedFiles(path: string): Promise<readonly LakeFile[]> {
  const folder = new LakeFolder(path);
  const damaged: LakeFile[] = [];
  for (const kind of lakeKinds) {
    for (const file of await folder.listAll(kind)) {
      if ((await checksumOf(file.path)) !== file.checksum) damaged.push(file);
    }
  }
  return damaged;
}
