import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { metricList, telemetryColumns, toTelemetryRow, type Telemetry } from '@cord/fleet';
import { describeTelemetryStoreContract } from '@cord/testing';
import { openDatabase } from '../../src/stores/duckdb-database.js';
import { openStores, type Stores } from '../../src/stores/stores.js';
import { readTable, writeDatabase } from './migrations/earlier-database.js';

const THING = 'CS-CORD-DK-0123f2408ea1fcf201';
const full: Telemetry = {
  thingName: THING,
  receivedAtMs: 1_790_000_000_123,
  relay: 'off',
  ...Object.fromEntries(metricList.map(({ member }, index) => [member, index + 0.5])),
};

let folder: string;
let stores: Stores;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-stores-'));
  stores = await openStores(join(folder, 'cord.duckdb'));
});
afterEach(async () => {
  stores.close();
  await rm(folder, { recursive: true });
});

const readTimes = async (sinceMs: number, limit?: number) =>
  (await read(sinceMs, limit)).map(({ receivedAtMs }) => receivedAtMs);
const read = (sinceMs = 0, limit = 5000) => stores.telemetry.read({ thingName: THING, sinceMs, limit });

describeTelemetryStoreContract('DuckDbTelemetryStore', async () => stores.telemetry);

describe('DuckDbTelemetryStore', () => {
  it('gives back what it was given, to the millisecond', async () => {
    await stores.telemetry.append([full]);
    expect(await read()).toEqual([full]);
  });

  it('keeps absent what a message lacked', async () => {
    const bare = { thingName: THING, receivedAtMs: 1 };
    await stores.telemetry.append([bare]);
    expect(await read()).toEqual([bare]);
  });

  it('still has a message after it was closed and opened again', async () => {
    await stores.telemetry.append([full]);
    stores.close();
    stores = await openStores(join(folder, 'cord.duckdb'));
    expect(await read()).toEqual([full]);
  });

  it('loses none of many appended at once', async () => {
    const messages = Array.from({ length: 500 }, (_, watts) => ({
      thingName: THING,
      receivedAtMs: 1000 + watts,
      watts,
    }));
    await Promise.all(messages.map((message) => stores.telemetry.append([message])));
    expect(await read()).toEqual(messages);
  });

  it('reads from a time on, oldest first, and the newest where there are too many', async () => {
    const messages = [3000, 1000, 2000].map((receivedAtMs) => ({ thingName: THING, receivedAtMs }));
    await stores.telemetry.append([...messages, { thingName: 'other', receivedAtMs: 2500 }]);
    expect(await readTimes(2000)).toEqual([2000, 3000]);
    expect(await readTimes(0, 2)).toEqual([2000, 3000]);
  });

  it('tells the newest message of every thing', async () => {
    await stores.telemetry.append([
      { thingName: 'a', receivedAtMs: 1, watts: 1 },
      { thingName: 'a', receivedAtMs: 2, watts: 2 },
    ]);
    await stores.telemetry.append([{ thingName: 'b', receivedAtMs: 1, watts: 3 }]);
    const latest = await stores.telemetry.latest();
    expect(latest.toSorted((x, y) => x.thingName.localeCompare(y.thingName))).toEqual([
      { thingName: 'a', receivedAtMs: 2, watts: 2 },
      { thingName: 'b', receivedAtMs: 1, watts: 3 },
    ]);
  });

  it('removes what is older than asked and nothing else', async () => {
    await stores.telemetry.append([1000, 2000].map((receivedAtMs) => ({ thingName: THING, receivedAtMs })));
    await stores.telemetry.removeBefore(2000);
    expect(await read()).toEqual([{ thingName: THING, receivedAtMs: 2000 }]);
  });

  it('keeps each value in the column of its name, as the cloud does', async () => {
    await stores.telemetry.append([full]);
    stores.close();
    const rows = await readTable(join(folder, 'cord.duckdb'), 'telemetry');
    stores = await openStores(':memory:');
    const [row = {}] = rows;
    expect(Object.keys(row)).toEqual(telemetryColumns.map(({ name }) => name));
    expect({ ...row, received_at: Number(row['received_at']) }).toEqual(toTelemetryRow(full));
  });

  it('goes by the order of the columns in the file, and leaves one alone that it does not know', async () => {
    const file = join(folder, 'other-order.duckdb');
    (await openDatabase(file)).closeSync();
    await writeDatabase(
      file,
      `DROP TABLE telemetry; CREATE TABLE telemetry (watt_hours DOUBLE, amps DOUBLE, relay_on BOOLEAN, lumens DOUBLE,
         received_at BIGINT, volts DOUBLE, thing_name VARCHAR, power_factor DOUBLE, watts DOUBLE)`,
    );
    stores.close();
    stores = await openStores(file);
    await stores.telemetry.append([full]);
    expect(await read()).toEqual([full]);
    stores.close();
    const [row = {}] = await readTable(file, 'telemetry');
    stores = await openStores(':memory:');
    expect({ ...row, received_at: Number(row['received_at']) }).toEqual({ ...toTelemetryRow(full), lumens: null });
  });

  it('adds the column of a metric that the file does not have yet', async () => {
    const file = join(folder, 'fewer-columns.duckdb');
    (await openDatabase(file)).closeSync();
    await writeDatabase(file, `ALTER TABLE telemetry DROP COLUMN watts`);
    stores.close();
    stores = await openStores(file);
    await stores.telemetry.append([full]);
    expect(await read()).toEqual([full]);
  });

  it('rejects a file in which a column is of another type', async () => {
    const file = join(folder, 'other-type.duckdb');
    (await openDatabase(file)).closeSync();
    await writeDatabase(file, `ALTER TABLE telemetry ALTER COLUMN watts TYPE VARCHAR`);
    await expect(openStores(file)).rejects.toMatchObject({
      code: 'data-folder-damaged',
      message: expect.stringContaining('column watts of the telemetry is VARCHAR, expected DOUBLE'),
    });
    (await openDatabase(file)).closeSync();
  });
});
