import { stat } from 'node:fs/promises';
import { groupByDay, type DayFile, type LakeFile } from '../files/lake-files.js';
import { selectRows } from '../tables/lake-catalog.js';
import { columnNames } from '../tables/lake-database.js';
import { endRowOf, keepSound, writeFile, type LakeWriter } from '../tables/lake-writer.js';
import { namesOf } from './merge-hours.js';
import type { RollUps } from '../roll-ups/roll-ups.js';
import { listSources } from '../roll-ups/telemetry-sources.js';

const DAY_MS = 86_400_000;
/** After its end, its hours are merged. */
const SETTLED_AFTER_MS = 3_600_000;
/** A day of many cords stays in its hours: one that is larger is sorted at a cost, and few files are saved. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Merges the hours of each day that is over and rolled up into one file, so that a year is few files. */
export async function mergeDays(writer: LakeWriter, rollUps: RollUps, nowMs: number): Promise<void> {
  for (const [day, files] of groupByDay(writer.catalog.files('telemetry'))) {
    if (Date.parse(`${day}T00:00:00Z`) + DAY_MS + SETTLED_AFTER_MS > nowMs) continue;
    if (files.length < 2 || files.some(({ kind }) => kind === 'part')) continue;
    if ((await bytesOf(files)) > MOST_BYTES || !(await rollUps.isWhole(day))) continue;
    await mergeDay(writer, day, files);
  }
}

async function mergeDay(writer: LakeWriter, day: string, files: readonly LakeFile[]): Promise<void> {
  const sound = await keepSound(writer, 'telemetry', files);
  if (sound.length < 2) return;
  const sources = await listSources(writer.connection, sound);
  const metadata = {
    replaces: namesOf(sound),
    endRow: String(await endRowOf(writer.connection, sound)),
    hours: JSON.stringify([...sources].map(([hour, { id }]) => [hour, id])),
  };
  const revision = Math.max(0, ...sound.map((file) => (file.kind === 'day' ? file.revision : 0))) + 1;
  const sql = `SELECT ${columnNames} FROM (${selectRows('telemetry', sound)}) ORDER BY thing_name, received_at`;
  const merged: DayFile = await writeFile(writer, { kind: 'telemetry', day, sql, metadata }, (written) =>
    writer.folder.day('telemetry', day, { revision, ...written }),
  );
  await writer.catalog.change({ kind: 'telemetry', added: [merged], removed: sound });
}

async function bytesOf(files: readonly LakeFile[]): Promise<number> {
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(path).catch(() => ({ size: 0 }))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
