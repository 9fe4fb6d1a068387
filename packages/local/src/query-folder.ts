import { resolve } from 'node:path';
import type { CordConfig } from '@cord/fleet';
import { systemClock } from './clock/system-clock.js';
import { DataFolder } from './data-folder.js';
import { Lake } from './lake/lake.js';
import type { SqlAnswer } from './lake/protocol/lake-calls.js';
import { openStores } from './stores/stores.js';

/**
 * Asks the data folder of a backend that does not run.
 *
 * Throws: `LakeRefusal`; `LocalError` `data-folder-…`.
 */
export async function queryFolder(
  { thresholds }: Pick<CordConfig, 'thresholds'>,
  dataDir: string,
  [sql, limits]: [sql: string, limits: { limit: number; timeLimitMs: number }],
): Promise<SqlAnswer> {
  const { heartFolder: path, headFile, lakeFolder } = new DataFolder(resolve(dataDir));
  const stores = await openStores({ path, headFile, thresholds, clock: systemClock });
  try {
    const { lake } = await Lake.start({
      path: lakeFolder,
      readStart: () => ({ settledRows: stores.heart.settledRows, isHeartWhole: stores.damage === undefined }),
      onOpen: async () => {},
      readBatches: (firstRow) => stores.heart.readBatches(firstRow),
      onNotice: () => {},
      onFailure: () => {},
    });
    try {
      return await lake.query(sql, limits);
    } finally {
      await lake.close();
    }
  } finally {
    await stores.close();
  }
}
