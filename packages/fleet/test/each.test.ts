import { doEach } from '../src/each.js';

describe('doEach', () => {
  it('goes on behind an item that fails, and names it', async () => {
    const done: number[] = [];
    const error = new Error('no');
    const act = async (item: number) => {
      if (item === 2) throw error;
      done.push(item);
    };
    expect(await doEach([1, 2, 3], act, { name: (item) => `item ${item}` })).toEqual([{ item: 'item 2', error }]);
    expect(done).toEqual([1, 3]);
  });

  it('has no more under way at a time than it was told', async () => {
    let underWay = 0;
    let most = 0;
    const act = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
    };
    await doEach(Array(20).fill(0), act, { name: String, sideBySide: 4 });
    expect(most).toBe(4);
  });
});
