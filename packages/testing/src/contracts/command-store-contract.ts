// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import type { Command, CommandState, CommandStore } from '@cord/fleet';

const AT_MS = Date.parse('2026-01-15T08:00:00Z');
const command: Command = {
  id: 'b7e0c2a4-0000-4000-8000-000000000001',
  thingName: 'CS-CORD-DK-01',
  action: { type: 'relay', relay: 'on' },
  state: 'queued',
  requestedAtMs: AT_MS,
  expiresAtMs: AT_MS + 60_000,
};

/**
 * What every `CommandStore` must do, told through the port alone. Each test starts with a store of its own that is empty.
 */
export function describeCommandStoreContract(
  name: string,
  createStore: () => CommandStore | Promise<CommandStore>,
): void {
  describe(`${name} as a CommandStore`, () => {
    let store: CommandStore;
    beforeEach(async () => {
      store = await createStore();
    });

    it('finds a command as it was added, and none that was not', async () => {
      await store.add(command);
      expect(await store.find(command.thingName, command.id)).toEqual(command);
      expect(await store.find(command.thingName, 'other')).toBeUndefined();
    });

    it('lists the open commands of one thing, oldest first', async () => {
      const older = { ...command, id: 'older', requestedAtMs: AT_MS - 1000 };
      const settled = { ...command, id: 'settled' };
      for (const each of [command, older, settled, { ...command, id: 'other', thingName: 'rack' }])
        await store.add(each);
      await store.advance(settled, 'confirmed', AT_MS + 500);
      expect((await store.listOpen(command.thingName)).map(({ id }) => id)).toEqual(['older', command.id]);
    });

    it('lists what is open and over its time, of all things', async () => {
      const rack = { ...command, id: 'rack', thingName: 'rack', expiresAtMs: AT_MS + 90_000 };
      for (const each of [command, rack]) await store.add(each);
      const overdueAt = async (atMs: number) => (await store.listOverdue(atMs)).map(({ id }) => id).toSorted();
      expect(await overdueAt(AT_MS + 59_999)).toEqual([]);
      expect(await overdueAt(AT_MS + 60_000)).toEqual([command.id]);
      expect(await overdueAt(AT_MS + 90_000)).toEqual([command.id, 'rack'].toSorted());
      await store.advance(command, 'expired', AT_MS + 90_000);
      expect(await overdueAt(AT_MS + 90_000)).toEqual(['rack']);
    });

    it('moves a command on and says when it was settled', async () => {
      await store.add(command);
      expect(await store.advance(command, 'sent', AT_MS + 100)).toBe(true);
      expect(await store.find(command.thingName, command.id)).toEqual({ ...command, state: 'sent' });
      expect(await store.advance(command, 'confirmed', AT_MS + 900)).toBe(true);
      expect(await store.find(command.thingName, command.id)).toEqual({
        ...command,
        state: 'confirmed',
        settledAtMs: AT_MS + 900,
      });
    });

    it.each(['confirmed', 'refused', 'replaced', 'expired'] satisfies CommandState[])(
      'never moves one that is %s',
      async (state) => {
        await store.add(command);
        await store.advance(command, state, AT_MS + 900);
        for (const to of ['sent', 'confirmed', 'refused', 'replaced', 'expired'] satisfies CommandState[]) {
          expect(await store.advance(command, to, AT_MS + 1000)).toBe(false);
        }
        expect(await store.find(command.thingName, command.id)).toMatchObject({ state, settledAtMs: AT_MS + 900 });
      },
    );

    it('settles a command once, however many try at a time', async () => {
      await store.add(command);
      const outcomes = await Promise.all(
        (['confirmed', 'expired', 'replaced'] as const).map((state) => store.advance(command, state, AT_MS)),
      );
      expect(outcomes.filter((isDone) => isDone)).toHaveLength(1);
    });
  });
}
