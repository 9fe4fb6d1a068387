// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import type { Alert, AlertChange, AlertStore } from '@cord/fleet';
import { defineThreshold, stepAlert, type AlertState } from '@cord/rules';

const THING = 'CS-CORD-DK-0123f2408ea1fcf201';
const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5, for: '30s' });

function stateAfter(previous: AlertState | undefined, value: number, atMs: number): AlertState {
  return stepAlert(threshold, previous, { kind: 'sample', atMs, value }, atMs).state;
}
const first = stateAfter(undefined, 10, 1_790_000_000_000);
const second = stateAfter(first, 1, 1_790_000_001_000);

const alert: Alert = {
  id: `load-on/${THING}/1790000000000`,
  thresholdId: 'load-on',
  thingName: THING,
  severity: 'warning',
  metric: 'watts',
  value: 10,
  limit: 5,
  raisedAtMs: 1_790_000_000_000,
};

/** What the step that brought this record said. */
function changeTo(record: Alert): AlertChange {
  const { thresholdId, thingName, raisedAtMs } = record;
  const open = { raisedAtMs, toldAtMs: raisedAtMs };
  const transition =
    record.clearedAtMs === undefined
      ? ({ type: 'raised', atMs: raisedAtMs, alert: open } as const)
      : ({ type: 'cleared', atMs: record.clearedAtMs, alert: open, value: 1 } as const);
  return { thresholdId, thingName, transition, alert: record };
}

/** What every `AlertStore` must do. Each test starts with an empty store; `readAlerts` gives the records it holds. */
export function describeAlertStoreContract(
  name: string,
  createStore: () => Promise<{ store: AlertStore; readAlerts: () => Promise<readonly Alert[]> }>,
): void {
  describe(`${name} as an AlertStore`, () => {
    let store: AlertStore;
    let readAlerts: () => Promise<readonly Alert[]>;
    const place = { thresholdId: 'load-on', thingName: THING };

    beforeEach(async () => {
      ({ store, readAlerts } = await createStore());
    });

    it('knows no state before the first is written', async () => {
      expect(await store.readState('load-on', THING)).toBeUndefined();
      expect(await store.listThings('load-on')).toEqual([]);
    });

    it('gives back the state it was given', async () => {
      expect(await store.write({ ...place, previous: undefined, state: first })).toBe(true);
      expect(await store.readState('load-on', THING)).toEqual(first);
    });

    it('lets a state be followed by the next', async () => {
      await store.write({ ...place, previous: undefined, state: first });
      const read = await store.readState('load-on', THING);
      expect(await store.write({ ...place, previous: read, state: second })).toBe(true);
      expect(await store.readState('load-on', THING)).toEqual(second);
    });

    it('rejects a first state where there is one', async () => {
      await store.write({ ...place, previous: undefined, state: first });
      expect(await store.write({ ...place, previous: undefined, state: second })).toBe(false);
      expect(await store.readState('load-on', THING)).toEqual(first);
    });

    it('rejects a state that follows one that is no longer there, and keeps no record of its alert', async () => {
      await store.write({ ...place, previous: undefined, state: first });
      await store.write({ ...place, previous: first, state: second });
      expect(await store.write({ ...place, previous: first, state: first, change: changeTo(alert) })).toBe(false);
      expect(await store.readState('load-on', THING)).toEqual(second);
      expect(await readAlerts()).toEqual([]);
    });

    it('takes one of several writers that followed the same state', async () => {
      await store.write({ ...place, previous: undefined, state: first });
      const later = [1, 2, 3].map((seconds) => stateAfter(first, 1, 1_790_000_000_000 + seconds * 1000));
      const taken = await Promise.all(later.map((state) => store.write({ ...place, previous: first, state })));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await store.readState('load-on', THING)).toEqual(later[taken.indexOf(true)]);
    });

    it('keeps the record of an alert with the state that brought it, and its later form in its place', async () => {
      await store.write({ ...place, previous: undefined, state: first, change: changeTo(alert) });
      expect(await readAlerts()).toEqual([alert]);
      const cleared = { ...alert, clearedAtMs: 1_790_000_060_000 };
      await store.write({ ...place, previous: first, state: second, change: changeTo(cleared) });
      expect(await readAlerts()).toEqual([cleared]);
    });

    it('keeps things and thresholds apart', async () => {
      await store.write({ ...place, previous: undefined, state: first });
      await store.write({ thresholdId: 'load-on', thingName: 'other', previous: undefined, state: second });
      await store.write({ thresholdId: 'load', thingName: THING, previous: undefined, state: second });
      expect(await store.readState('load-on', THING)).toEqual(first);
      expect((await store.listThings('load-on')).toSorted()).toEqual([THING, 'other'].toSorted());
      expect(await store.listThings('load')).toEqual([THING]);
    });
  });
}
