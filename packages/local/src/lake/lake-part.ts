import { stat } from 'node:fs/promises';
import type { Clock } from '@cord/fleet';
import type { DataFolder } from '../data-folder.js';
import type { Part, RunningPart } from '../parts.js';
import { keepImported, putAside } from './keep-imported.js';
import type { Stores } from '../stores/stores.js';
import { Lake } from './lake.js';
import { LakeRefusal } from './protocol/lake-refusal.js';

const TIDY_EVERY_MS = 60_000;

export interface LakePartOptions {
  folder: Pick<DataFolder, 'lakeFolder' | 'earlierDatabaseFile'>;
  onNotice: (notice: string) => void;
  stores: Pick<Stores, 'heart' | 'tables' | 'damage'>;
  clock: Clock;
  onFailure: (error: unknown) => void;
}

/** The lake of this home; what is over is merged and rolled up once a minute. */
export function createLakePart(options: LakePartOptions): RunningPart<Lake> {
  const { folder, stores, clock, onFailure, onNotice } = options;
  const { heart } = stores;
  const wasHeartWhole = stores.damage === undefined;
  let isHeartWhole = wasHeartWhole;
  let lake: Lake | undefined;
  let timer: NodeJS.Timeout | undefined;
  const running = (): Lake => {
    if (lake === undefined) throw new Error('asked of a lake that has not started');
    return lake;
  };
  const tidy = () => void running().tidy(clock.nowMs(), heart.settledRows).catch(onFailure);
  const part: Part = {
    start: async () => {
      const started = await Lake.start({
        path: folder.lakeFolder,
        readStart: () => ({ settledRows: heart.settledRows, isHeartWhole }),
        onOpen: async (settledRows) => {
          // A heart that lost something may not know of all that lies there.
          await heart.settleRows(settledRows);
          isHeartWhole = true;
        },
        readBatches: (firstRow) => heart.readBatches(firstRow),
        onNotice,
        onFailure,
      });
      try {
        if (!started.isOpen && !wasHeartWhole) {
          // Messages that came now would get numbers that the lake has for others.
          throw new LakeRefusal('lake-down', 'the lake does not open, and the heart has lost how much lies there');
        }
        await takeIn(folder.earlierDatabaseFile, started.lake, options);
      } catch (error) {
        await started.lake.close();
        throw error;
      }
      ({ lake } = started);
      tidy();
      timer = setInterval(tidy, TIDY_EVERY_MS);
    },
    stop: async () => {
      clearInterval(timer);
      await lake?.close();
    },
  };
  return { ...part, running };
}

/** What an earlier version left in its one file; done again from the beginning where it was ended in the middle. */
async function takeIn(file: string, lake: Lake, { stores, onNotice }: LakePartOptions): Promise<void> {
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  const { heart, tables } = stores;
  const imported = await lake.importDatabase(file);
  await keepImported(heart, tables, imported);
  const latest = await lake.readLatest();
  await heart.change((change) => {
    for (const telemetry of latest) change.put(tables.latest, telemetry.thingName, telemetry);
  });
  onNotice(
    `${file} of an earlier version was taken in: ${imported.messages} messages; as it was, it lies in ${await putAside(file)}`,
  );
}
