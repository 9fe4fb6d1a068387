import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Telemetry, TelemetryHistory } from '@cord/fleet';
import { describeTelemetryHistoryContract } from '@cord/testing';
import type { LakeService } from '../../src/lake/process/lake-service.js';
import { ask, AT_MS, batchOf, HOUR_MS, minutely, TestLakes, tidy } from './test-lake.js';

const lakes = new TestLakes();
afterEach(() => lakes.clear());

const historyOf = (lake: LakeService): TelemetryHistory => ({
  read: (range) => lake.answers.readRaw(range, 10_000),
  readBuckets: (range) => lake.answers.readBuckets(range, 10_000),
});

describeTelemetryHistoryContract('a lake whose messages are not settled', async (messages) => {
  const lake = await lakes.open();
  await lake.takeBatches([batchOf(0, messages)]);
  return historyOf(lake);
});
describeTelemetryHistoryContract('a lake whose messages are settled', async (messages) => {
  const lake = await lakes.open();
  await lake.takeBatches([batchOf(0, messages)]);
  await lake.settle(messages.length);
  return historyOf(lake);
});
describeTelemetryHistoryContract('a lake whose hours are rolled up', async (messages) => {
  const lake = await lakes.open();
  await lake.takeBatches([batchOf(0, messages)]);
  await lake.settle(messages.length);
  await tidy(lake, AT_MS + 48 * HOUR_MS);
  return historyOf(lake);
});
describeTelemetryHistoryContract('a lake of which every state holds a part', async (messages) => {
  const lake = await lakes.open();
  const third = Math.ceil(messages.length / 3);
  for (let row = 0; row < messages.length; row += third) {
    await lake.takeBatches([batchOf(row, messages.slice(row, row + third))]);
    if (row + third < messages.length) await lake.settle(row + third);
    if (row === 0) await tidy(lake, AT_MS + 48 * HOUR_MS);
  }
  return historyOf(lake);
});

async function files(folder: string, kind = 'telemetry'): Promise<string[]> {
  const names = await readdir(join(folder, 'lake', kind), { recursive: true });
  return names.filter((name) => name.endsWith('.parquet')).toSorted();
}

async function bytesIn(folder: string): Promise<number> {
  const kinds = ['telemetry', 'minutes', 'hours', 'energy'];
  const paths = await Promise.all(
    kinds.map(async (kind) => (await files(folder, kind)).map((name) => join(kind, name))),
  );
  const sizes = await Promise.all(paths.flat().map(async (path) => (await stat(join(folder, 'lake', path))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const shortened = (names: string[]) => names.map((name) => name.replace(/(-[\da-f]{8}){2}\.parquet$/, ''));
const allRows = 'SELECT thing_name, received_at, relay_on, watts, watt_hours FROM telemetry ORDER BY ALL';

describe('the lake', () => {
  it('lays what is settled in the layout of the cloud: a folder a day, its day as text', async () => {
    const folder = await lakes.createFolder();
    const lake = await lakes.open(folder);
    const messages = minutely('pump', 26 * 60);
    await lake.takeBatches([batchOf(0, messages)]);
    await lake.settle(messages.length);
    expect(new Set((await files(folder)).map((name) => name.slice(0, 14)))).toEqual(
      new Set(['day=2026-01-15', 'day=2026-01-16']),
    );
    expect(await ask(lake, 'SELECT DISTINCT day, typeof(day) FROM telemetry ORDER BY 1')).toEqual([
      ['2026-01-15', 'VARCHAR'],
      ['2026-01-16', 'VARCHAR'],
    ]);
  });

  it('gives the same rows whether they lie in memory, in parts or in hours', async () => {
    const lake = await lakes.open();
    const messages = [...minutely('pump', 150), ...minutely('rack', 150)];
    await lake.takeBatches([batchOf(0, messages.slice(0, 100)), batchOf(100, messages.slice(100))]);
    const before = await ask(lake, allRows);
    expect(before).toHaveLength(300);
    await lake.settle(100);
    expect(await ask(lake, allRows)).toEqual(before);
    await lake.settle(300);
    expect(await ask(lake, allRows)).toEqual(before);
    await tidy(lake, AT_MS + 24 * HOUR_MS);
    expect(await ask(lake, allRows)).toEqual(before);
  });

  it('merges what was settled of an hour once it is over, and takes what comes late into it', async () => {
    const folder = await lakes.createFolder();
    const lake = await lakes.open(folder);
    const messages = minutely('pump', 90);
    await lake.takeBatches([batchOf(0, messages)]);
    for (const rows of [30, 60, 90]) await lake.settle(rows);
    await tidy(lake, AT_MS + 1.5 * HOUR_MS);
    expect(shortened(await files(folder))).toEqual([
      'day=2026-01-15/hour-08-1-60',
      'day=2026-01-15/part-09-000000000000060-000000000000089',
    ]);
    await lake.takeBatches([batchOf(90, [{ thingName: 'pump', receivedAtMs: AT_MS + 30_000, watts: 5 }])]);
    await lake.settle(91);
    await tidy(lake, AT_MS + 1.5 * HOUR_MS);
    expect(shortened(await files(folder))[0]).toBe('day=2026-01-15/hour-08-2-61');
    expect(shortened(await files(folder, 'minutes'))).toEqual(['day=2026-01-15/day-2-60']);
    expect(await ask(lake, 'SELECT count(*) FROM telemetry')).toEqual([[91]]);
  });

  it('passes over a batch that it has already', async () => {
    const lake = await lakes.open();
    const batch = batchOf(0, minutely('pump', 10));
    await lake.takeBatches([batch]);
    await lake.takeBatches([batch, batchOf(10, minutely('pump', 1))]);
    expect(await ask(lake, 'SELECT count(*) FROM telemetry')).toEqual([[11]]);
  });

  it('gives the energy of each hour by the counter, a gap over the hours it spans', async () => {
    const lake = await lakes.open();
    const messages: Telemetry[] = [
      ...minutely('pump', 120),
      { thingName: 'pump', receivedAtMs: AT_MS + 5 * HOUR_MS, wattHours: 1119 + 181 },
    ];
    await lake.takeBatches([batchOf(0, messages)]);
    await lake.settle(messages.length);
    await tidy(lake, AT_MS + 24 * HOUR_MS);
    const energy = `SELECT (hour - ${AT_MS}) / ${HOUR_MS} AS h, round(sum(watt_hours), 1), bool_or(is_estimated)
      FROM energy_parts GROUP BY 1 ORDER BY 1`;
    expect(await ask(lake, energy)).toEqual([
      [0, 60, false],
      [1, 60, true],
      [2, 60, true],
      [3, 60, true],
      [4, 60, true],
    ]);
  });

  it('says how much of an hour nobody knows what a cord without a counter drew', async () => {
    const lake = await lakes.open();
    const minutes = [0, 1, 2, 150];
    const messages = minutes.map((minute) => ({
      thingName: 'pump',
      receivedAtMs: AT_MS + minute * 60_000,
      watts: 60,
    }));
    await lake.takeBatches([batchOf(0, messages)]);
    await lake.settle(messages.length);
    await tidy(lake, AT_MS + 24 * HOUR_MS);
    const energy = `SELECT (hour - ${AT_MS}) / ${HOUR_MS}, round(sum(watt_hours), 1), sum(unknown_ms)::INT / 60000
      FROM energy_parts GROUP BY 1 ORDER BY 1`;
    expect(await ask(lake, energy)).toEqual([
      [0, 4, 56],
      [1, 0, 60],
      [2, 0, 30],
    ]);
  });

  it('gives the same roll-ups when they are made again', async () => {
    const folder = await lakes.createFolder();
    const first = await lakes.open(folder);
    const messages = [...minutely('pump', 200), ...minutely('rack', 200)];
    await first.takeBatches([batchOf(0, messages)]);
    await first.settle(400);
    await tidy(first, AT_MS + 24 * HOUR_MS);
    const kinds = ['minutes', 'hours', 'energy'];
    const before = await Promise.all(kinds.map((kind) => files(folder, kind)));
    await lakes.close(first);
    await Promise.all(kinds.map((kind) => rm(join(folder, 'lake', kind), { recursive: true })));
    const second = await lakes.open(folder, { settledRows: 400 });
    await tidy(second, AT_MS + 24 * HOUR_MS);
    // The checksums of their bytes stand in their names.
    expect(await Promise.all(kinds.map((kind) => files(folder, kind)))).toEqual(before);
  });

  it('removes whole days that are too old, and the oldest messages where it is too large', async () => {
    const folder = await lakes.createFolder();
    const lake = await lakes.open(folder);
    const messages = minutely('pump', 4 * 24 * 60);
    await lake.takeBatches([batchOf(0, messages)]);
    await lake.settle(messages.length);
    await tidy(lake, AT_MS + 200 * HOUR_MS);
    const days = async (view: string) => (await ask(lake, `SELECT DISTINCT day FROM ${view} ORDER BY 1`)).flat();
    const limits = { telemetryFrom: '2026-01-16', rollUpsFrom: '2026-01-01', mostBytes: 1e9, today: '2026-01-19' };
    await lake.dropDays(limits);
    expect(await days('telemetry')).toEqual(['2026-01-16', '2026-01-17', '2026-01-18', '2026-01-19']);
    expect(await days('telemetry_minutes')).toContain('2026-01-15');
    const bytes = await bytesIn(folder);
    await lake.dropDays({ ...limits, mostBytes: bytes - 1 });
    expect(await days('telemetry')).toEqual(['2026-01-17', '2026-01-18', '2026-01-19']);
    expect(await days('telemetry_minutes')).toContain('2026-01-15');
    await lake.dropDays({ ...limits, mostBytes: 1 });
    for (const view of ['telemetry', 'telemetry_minutes', 'telemetry_hours', 'energy_parts']) {
      expect(await days(view)).toEqual(['2026-01-19']);
    }
    const left = lakes.notices.map((notice) => /: (\w+) of/.exec(notice)?.[1]);
    expect(left.filter((kind, at) => kind !== left[at - 1])).toEqual(['telemetry', 'minutes', 'hours', 'energy']);
    expect(await readdir(join(folder, 'lake', 'telemetry'))).toEqual(['day=2026-01-19']);
  });

  it('adds to the energy of a day what comes late, and goes on with the days behind as long as that changes them', async () => {
    const messages = minutely('pump', 3 * 24 * 60);
    const late = { ...messages[100]!, receivedAtMs: messages[100]!.receivedAtMs + 30_000, wattHours: 1100.5 };
    const energy = 'SELECT thing_name, hour, watt_hours, is_estimated FROM energy_parts ORDER BY ALL';
    const whole = await lakes.open();
    const all = [...messages, late].toSorted((one, other) => one.receivedAtMs - other.receivedAtMs);
    await whole.takeBatches([batchOf(0, all)]);
    await whole.settle(all.length);
    await tidy(whole, AT_MS + 200 * HOUR_MS);

    const folder = await lakes.createFolder();
    const lake = await lakes.open(folder);
    await lake.takeBatches([batchOf(0, messages)]);
    await lake.settle(messages.length);
    await tidy(lake, AT_MS + 200 * HOUR_MS);
    const before = await files(folder, 'energy');
    await lake.takeBatches([batchOf(messages.length, [late])]);
    await lake.settle(messages.length + 1);
    await tidy(lake, AT_MS + 200 * HOUR_MS);
    expect(await ask(lake, energy)).toEqual(await ask(whole, energy));
    const after = await files(folder, 'energy');
    // The meter leaves the first day as it did before: the days behind are as they were.
    expect(after.filter((name) => !before.includes(name))).toEqual([expect.stringContaining('day=2026-01-15/day-2-')]);
  });

  it('merges a day that is over into one file, late messages too', async () => {
    const folder = await lakes.createFolder();
    const lake = await lakes.open(folder);
    const messages = minutely('pump', 600);
    await lake.takeBatches([batchOf(0, messages)]);
    await lake.settle(600);
    await tidy(lake, AT_MS + 10.5 * HOUR_MS);
    expect((await files(folder)).every((name) => name.includes('/hour-'))).toBe(true);
    await tidy(lake, AT_MS + 48 * HOUR_MS);
    expect(shortened(await files(folder))).toEqual(['day=2026-01-15/day-1-600']);
    const rollUps = await files(folder, 'minutes');
    await tidy(lake, AT_MS + 49 * HOUR_MS);
    expect(await files(folder, 'minutes')).toEqual(rollUps);
    await lake.takeBatches([batchOf(600, [{ thingName: 'pump', receivedAtMs: AT_MS + 30_000, watts: 5 }])]);
    await lake.settle(601);
    await tidy(lake, AT_MS + 50 * HOUR_MS);
    expect(shortened(await files(folder))).toEqual(['day=2026-01-15/day-2-601']);
    expect(await ask(lake, 'SELECT sum(samples) FROM telemetry_minutes')).toEqual([[601]]);
    expect(await ask(lake, `SELECT min(watts_min) FROM telemetry_hours WHERE hour = ${AT_MS}`)).toEqual([[5]]);
  });
});
