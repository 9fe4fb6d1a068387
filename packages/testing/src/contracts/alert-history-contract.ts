// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import { evaluateAlert, type AlertHistory, type AlertStore } from '@cord/fleet';
import { defineThreshold } from '@cord/rules';

const AT_MS = Date.parse('2026-01-15T08:00:00Z');
const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });

/** What every `AlertHistory` must tell of what its store was told. Each test starts with an empty one. */
export function describeAlertHistoryContract(
  name: string,
  createHistory: () => Promise<AlertStore & AlertHistory>,
): void {
  describe(`${name} as an AlertHistory`, () => {
    let history: AlertStore & AlertHistory;
    beforeEach(async () => {
      history = await createHistory();
    });
    const sample = (thingName: string, value: number, second: number) => {
      const nowMs = AT_MS + second * 1000;
      return evaluateAlert({ threshold, thingName, event: { kind: 'sample', atMs: nowMs, value }, nowMs }, history);
    };

    it('holds nothing before the first alert', async () => {
      expect(await history.newest(10)).toEqual([]);
    });

    it('gives the newest first, and no more than asked for', async () => {
      for (const [second, thing] of ['a', 'b', 'c'].entries()) await sample(thing, 10, second);
      expect((await history.newest(10)).map(({ thingName }) => thingName)).toEqual(['c', 'b', 'a']);
      expect((await history.newest(2)).map(({ thingName }) => thingName)).toEqual(['c', 'b']);
    });

    it('gives a cleared alert in its last form, at the place of its beginning', async () => {
      await sample('a', 10, 0);
      await sample('b', 10, 1);
      await sample('a', 1, 2);
      const [first, second] = await history.newest(10);
      expect(first).toMatchObject({ thingName: 'b', value: 10, limit: 5 });
      expect(first?.clearedAtMs).toBeUndefined();
      expect(second).toMatchObject({ thingName: 'a', raisedAtMs: AT_MS, clearedAtMs: AT_MS + 2000 });
    });
  });
}
