import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TelemetryRow } from '@cord/fleet';
import { LakeService } from '../src/lake/process/lake-service.js';
import { encodeBatch } from '../src/stores/heart/batch.js';

/**
 * A lake of 100 things and so many messages, filled by the way that messages go, a message a thing every 10 s; then what it takes on
 * disk, how long it takes to open, and how long questions take. ROWS=10000000.
 */
const ROWS = Number(process.env['ROWS'] ?? 10_000_000);
const THINGS = 100;
const INTERVAL_MS = 10_000;
const AT_MS = Date.parse('2026-01-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const BATCH = 1000;
const SETTLED = 250_000;

const things = Array.from({ length: THINGS }, (_, index) => `CS-CORD-DK-0123${String(index).padStart(14, '0')}`);
const folder = await mkdtemp(join(tmpdir(), 'cord-bench-lake-'));
const open = (settledRows: number) =>
  LakeService.open({
    path: join(folder, 'lake'),
    settledRows,
    isHeartWhole: true,
    onNotice: (notice) => console.error(notice),
  });

/** From 0 to 1, as good as by chance, the same for the same number. Source: the finish of MurmurHash3. */
function scatter(number: number): number {
  let hash = Math.imul(number ^ (number >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** A machine that runs for some minutes, then rests; with the noise of a meter. */
function rowAt(number: number): TelemetryRow {
  const thing = number % THINGS;
  const turn = Math.floor(number / THINGS);
  const isOn = (turn + thing * 7) % 90 < 40;
  const noise = scatter(number);
  const volts = Math.round((119 + scatter(number + 1e9) * 2) * 10) / 10;
  const watts = isOn ? Math.round((400 + noise * 20) * 10) / 10 : 0.4;
  return {
    thing_name: things[thing] ?? '',
    received_at: AT_MS + turn * INTERVAL_MS + thing * 97,
    relay_on: true,
    volts,
    amps: Math.round((watts / volts) * 1000) / 1000,
    watts,
    power_factor: isOn ? 93 : 41,
    watt_hours: Math.round(turn * 5 + (isOn ? noise : 0) * 10) / 10,
  };
}

const filledAt = performance.now();
let lake = await open(0);
for (let row = 0; row < ROWS; row += BATCH) {
  const rows = Array.from({ length: Math.min(BATCH, ROWS - row) }, (_, index) => ({ row: rowAt(row + index) }));
  await lake.takeBatches([{ firstRow: row, record: encodeBatch(rows) }]);
  const end = row + rows.length;
  if (end % SETTLED !== 0 && end !== ROWS) continue;
  await lake.settle(end);
  await lake.tidy(rowAt(end).received_at, end);
}
const lastMs = rowAt(ROWS - 1).received_at;
await lake.tidy(lastMs + 48 * HOUR_MS, ROWS);
console.log(`filled in ${((performance.now() - filledAt) / 1000).toFixed(0)} s`);
await lake.close();

const { bytes, files } = await measureFolder(join(folder, 'lake'));
const telemetry = await measureFolder(join(folder, 'lake/telemetry'));
const openedAt = performance.now();
lake = await open(ROWS);
const openMs = performance.now() - openedAt;

const thingName = things[42] ?? '';
const middleMs = AT_MS + Math.floor((lastMs - AT_MS) / 2);
const day = { thingName, fromMs: middleMs, toMs: middleMs + 24 * HOUR_MS, limit: 5000 };
const questions: Record<string, () => Promise<unknown>> = {
  "a day's chart of one thing, by 5 minutes": () => lake.answers.readBuckets({ ...day, stepMs: 300_000 }, 60_000),
  "a day's chart of one thing, as it was": () => lake.answers.readRaw({ ...day, limit: 20_000 }, 60_000),
  'all of one thing, by day': () =>
    lake.answers.readBuckets({ ...day, fromMs: AT_MS, toMs: lastMs, stepMs: 24 * HOUR_MS }, 60_000),
  'hourly energy of every thing': () =>
    lake.answers.query('SELECT thing_name, hour, sum(watt_hours) FROM energy_parts GROUP BY ALL', {
      limit: 10,
      timeLimitMs: 60_000,
    }),
  'mean watts of every thing over all messages': () =>
    lake.answers.query('SELECT thing_name, avg(watts) FROM telemetry GROUP BY ALL', {
      limit: 200,
      timeLimitMs: 60_000,
    }),
};
const figures = [];
for (const [question, asked] of Object.entries(questions)) {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const startedAt = performance.now();
    await asked();
    times.push(performance.now() - startedAt);
  }
  figures.push({ question, 'first ms': Math.round(times[0] ?? 0), 'least ms': Math.round(Math.min(...times)) });
}
console.log(`${ROWS} messages of ${THINGS} things: ${files} files, ${(bytes / 1e6).toFixed(1)} MB`);
console.log(`messages ${(telemetry.bytes / ROWS).toFixed(1)} bytes each, with roll-ups ${(bytes / ROWS).toFixed(1)}`);
console.log(`opened in ${openMs.toFixed(0)} ms; RSS ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`);
console.table(figures);
await lake.close();
await rm(folder, { recursive: true, force: true });

async function measureFolder(path: string): Promise<{ bytes: number; files: number }> {
  const names = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.parquet'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(path, name))).size));
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: names.length };
}
