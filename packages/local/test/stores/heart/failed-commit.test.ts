import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TakenRow } from '../../../src/stores/heart/batch.js';
import { HeadFile, readHeadFile } from '../../../src/stores/heart/head.js';
import { Heart, HeartRefusal } from '../../../src/stores/heart/heart.js';
import { KeptTable } from '../../../src/stores/heart/kept-table.js';
import { LevelFolder } from '../../../src/stores/heart/level-folder.js';
import { loadHeart } from '../../../src/stores/heart/load-heart.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-heart-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const row = (received_at: number): TakenRow => ({ row: { thing_name: 'pump', received_at } });

/** Not at once: what comes meanwhile goes into the next commit. */
async function refuseLater(): Promise<never> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  throw new Error('no space left');
}

/** A heart whose disk is full as long as it is told so. */
async function openOnFullDisk() {
  const disk = { isFull: false, reopened: new EventTarget() };
  const table = new KeptTable<number>('figures');
  const read: number[] = [];
  const open = async () => {
    if (disk.isFull) throw new Error('no space left');
    const level = await LevelFolder.open(join(folder, 'heart'));
    return { level, loaded: await loadHeart(level, [table], readHeadFile(join(folder, 'head'))) };
  };
  const failing = ({ level, loaded }: Awaited<ReturnType<typeof open>>) => ({
    loaded,
    level: Object.assign(Object.create(level) as LevelFolder, {
      write: (operations: Parameters<LevelFolder['write']>[0]) =>
        disk.isFull ? refuseLater() : level.write(operations),
      read: (range: object) => level.read(range),
      close: () => level.close(),
    }),
  });
  const heart = new Heart({
    ...failing(await open()),
    headFile: new HeadFile(join(folder, 'head')),
    tables: [table],
    onRead: (taken) => {
      read.splice(0, read.length, ...taken.map((each) => each.row.received_at));
      disk.reopened.dispatchEvent(new Event('read'));
    },
    reopen: async () => failing(await open()),
    reopenEveryMs: 1,
  });
  return { heart, table, disk, read };
}

describe('a heart whose disk is full', () => {
  it('takes back what it could not keep and all that came behind, and tells each why', async () => {
    const { heart, table, disk } = await openOnFullDisk();
    await heart.change((change) => change.put(table, 'volts', 1));
    disk.isFull = true;
    const put = (volts: number) => heart.change((change) => change.put(table, 'volts', volts));
    const first = put(2);
    await new Promise((resolve) => setImmediate(resolve));
    const results = await Promise.allSettled([first, put(3), put(4)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(table.get('volts')).toBe(1);
    expect(() => put(5)).toThrow(HeartRefusal);
    expect(() => put(5)).toThrow('no space left');
    await heart.close();
  });

  it('goes on where it was once there is room, and reads what it holds anew', async () => {
    const { heart, table, disk, read } = await openOnFullDisk();
    await heart.change((change) => {
      change.append(row(1));
      change.put(table, 'volts', 1);
      change.hold(table, 'amps', 5);
    });
    disk.isFull = true;
    await expect(heart.change((change) => change.append(row(2)))).rejects.toThrow('no space left');
    const reopened = new Promise((resolve) => disk.reopened.addEventListener('read', resolve));
    disk.isFull = false;
    await reopened;
    await new Promise((resolve) => setImmediate(resolve));
    expect(read).toEqual([1]);
    // What was held in memory alone is gone with a failure, as with a crash.
    expect([...table.entries()]).toEqual([['volts', 1]]);
    await heart.change((change) => change.append(row(3)));
    expect(heart.rows).toBe(2);
    await heart.close();
  });

  it('can be closed while it is full', async () => {
    const { heart, disk } = await openOnFullDisk();
    disk.isFull = true;
    await expect(heart.change((change) => change.append(row(1)))).rejects.toThrow('no space left');
    await heart.close();
    expect(() => heart.change(() => {})).toThrow('the backend stops');
  });
});
