import { KeptTable } from '../../../src/stores/heart/kept-table.js';
import { HeartRefusal } from '../../../src/stores/heart/heart.js';
import { TestStores } from '../open-test-stores.js';

const testStores = new TestStores();
afterEach(() => testStores.clear());

const row = (thing_name: string, received_at: number) => ({ row: { thing_name, received_at, watts: 1 } });

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe('a heart', () => {
  it('puts what arrives while one commit is under way into the next', async () => {
    const { heart } = await testStores.open();
    const batches: number[] = [];
    heart.onBatch(({ firstRow }) => batches.push(firstRow));
    const first = heart.change((change) => change.append(row('pump', 0)));
    await new Promise((resolve) => setImmediate(resolve));
    const others = Array.from({ length: 500 }, (_, at) => heart.change((change) => change.append(row('pump', at + 1))));
    await Promise.all([first, ...others]);
    expect(batches).toEqual([0, 1]);
    expect(heart.rows).toBe(501);
  });

  it('settles changes in the order they were asked for', async () => {
    const { heart, tables } = await testStores.open();
    const settled: number[] = [];
    const changes = Array.from({ length: 100 }, (_, number) =>
      heart
        .change((change) => {
          // Every third changes memory alone: it waits for those before it all the same.
          if (number % 3 === 0) change.hold(tables.latest, 'pump', { thingName: 'pump', receivedAtMs: number });
          else change.append(row('pump', number));
        })
        .then(() => settled.push(number)),
    );
    await Promise.all(changes);
    expect(settled).toEqual(changes.map((_, number) => number));
  });

  it('takes a change back that fails half way, and keeps the others of its commit', async () => {
    const folder = await testStores.createFolder();
    const stores = await testStores.open(folder);
    const { heart, tables } = stores;
    const thing = { attributes: {}, createdAtMs: 1, certificateIds: [] };
    const good = heart.change((change) => change.put(tables.things, 'good', thing));
    const failing = () =>
      heart.change((change) => {
        change.put(tables.things, 'good', undefined);
        change.put(tables.things, 'bad', thing);
        change.append(row('bad', 1));
        throw new Error('half way');
      });
    expect(failing).toThrow('half way');
    expect([tables.things.has('good'), tables.things.has('bad')]).toEqual([true, false]);
    await good;
    await stores.close();
    const again = await testStores.open(folder);
    expect([...again.tables.things.entries()]).toEqual([['good', thing]]);
    expect(again.heart.rows).toBe(0);
  });

  it('shows a change at once, before it is on disk', async () => {
    const { heart, tables } = await testStores.open();
    const changed = heart.change((change) =>
      change.put(tables.things, 'pump', { attributes: {}, createdAtMs: 1, certificateIds: [] }),
    );
    expect(tables.things.has('pump')).toBe(true);
    await changed;
  });

  it('gives back the batches from a row on, until the lake has them', async () => {
    const folder = await testStores.createFolder();
    const stores = await testStores.open(folder);
    const { heart } = stores;
    for (const number of [0, 1, 2]) await heart.change((change) => change.append(row('pump', number)));
    expect((await collect(heart.readBatches(1))).map(({ firstRow }) => firstRow)).toEqual([1, 2]);
    await heart.settleRows(2);
    expect((await collect(heart.readBatches(0))).map(({ firstRow }) => firstRow)).toEqual([2]);
    await stores.close();
    const again = await testStores.open(folder);
    expect([again.heart.rows, again.heart.settledRows, again.damage]).toEqual([3, 2, undefined]);
  });

  it('keeps what it was asked to before it is closed, and refuses what comes behind', async () => {
    const folder = await testStores.createFolder();
    const stores = await testStores.open(folder);
    const { heart } = stores;
    const last = heart.change((change) => change.append(row('pump', 0)));
    await Promise.all([stores.close(), last]);
    expect(() => heart.change(() => {})).toThrow(HeartRefusal);
    expect((await testStores.open(folder)).heart.rows).toBe(1);
  });

  it('turns away a second that opens the same folder', async () => {
    const folder = await testStores.createFolder();
    await testStores.open(folder);
    await expect(testStores.open(folder)).rejects.toMatchObject({ code: 'data-folder-in-use' });
  });

  it('writes a copy of all that it holds', async () => {
    const folder = await testStores.createFolder();
    const { heart, registry } = await testStores.open(folder);
    await registry.createThing({ thingName: 'pump', attributes: {} });
    await heart.change((change) => change.append(row('pump', 0)));
    const other = await testStores.createFolder();
    await heart.copyTo(`${other}/heart`);
    const copy = await testStores.open(other);
    expect(await copy.registry.listThings()).toEqual(await registry.listThings());
    expect([copy.heart.rows, copy.damage]).toEqual([1, undefined]);
  });
});

describe('a table', () => {
  it('counts what lies on disk, not what is held in memory alone', () => {
    const table = new KeptTable<number>('figures');
    table.set('held', 1);
    table.set('put', 2);
    table.keep(new Map([['put', 2]]));
    expect([table.size, table.keptSize]).toEqual([2, 1]);
  });
});
