import { defineThreshold, stepAlert } from '@cord/rules';
import {
  describeAlertHistoryContract,
  describeAlertStoreContract,
  describeDeviceDirectoryContract,
  describeDeviceRegistryContract,
  ManualClock,
} from '@cord/testing';
import { TestStores } from './open-test-stores.js';

const testStores = new TestStores();
afterEach(() => testStores.clear());

describeDeviceRegistryContract('HeartDeviceRegistry', async () => (await testStores.open()).registry);
describeDeviceDirectoryContract('HeartDeviceRegistry', async () => (await testStores.open()).registry);
describeAlertStoreContract('HeartAlertStore', async () => {
  const { alerts } = await testStores.open();
  return { store: alerts, readAlerts: () => alerts.newest(100) };
});
describeAlertHistoryContract('HeartAlertStore', async () => (await testStores.open()).alerts);

const AT_MS = Date.parse('2026-01-15T08:00:00Z');
const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5, noDataAfter: '1m' });
const sentAs = (packetId: number) => ({ packetId, digest: new Uint8Array(8).fill(packetId) });
const stateAt = (atMs: number) => stepAlert(threshold, undefined, { kind: 'sample', atMs, value: 9 }, atMs).state;
const message = (thingName: string, second: number, watts = 1) => {
  return { thingName, receivedAtMs: AT_MS + second * 1000, watts };
};

describe('stores that are opened again', () => {
  it('know things, certificates, alerts and the newest message of every thing', async () => {
    const folder = await testStores.createFolder();
    const first = await testStores.open(folder);
    await first.registry.createThing({ thingName: 'pump', attributes: { uniqueId: 'x' } });
    await first.messages.change((change) => {
      change.keepTelemetry(message('pump', 0, 10));
      change.keepTelemetry(message('pump', 1, 1));
      change.keepTelemetry(message('rack', 0));
    });
    const things = await first.registry.listThings();
    await first.close();

    const second = await testStores.open(folder);
    expect(await second.registry.listThings()).toEqual(things);
    expect(second.latest()).toEqual([message('pump', 1), message('rack', 0)]);
    expect([second.heart.rows, second.heart.settledRows]).toEqual([3, 0]);
    expect(second.damage).toBeUndefined();
  });

  it('know how the last messages of a thing were sent', async () => {
    const folder = await testStores.createFolder();
    const first = await testStores.open(folder);
    await first.messages.change((change) => {
      for (const id of [1, 2]) change.keepTelemetry(message('pump', id), sentAs(id));
    });
    await first.close();
    expect((await testStores.open(folder)).sent).toEqual(new Map([['pump', [sentAs(1), sentAs(2)]]]));
  });

  it('do not take a thing for silent that was heard of until the end', async () => {
    const folder = await testStores.createFolder();
    const first = await testStores.open(folder, { thresholds: [threshold] });
    // The state is written with the first sample; that the second came is known by its message alone.
    for (const second of [0, 300]) {
      await first.messages.change((change) => {
        change.keepTelemetry(message('pump', second));
        const atMs = AT_MS + second * 1000;
        const previous = first.messages.stateOf('load-on', 'pump');
        const { state } = stepAlert(threshold, previous, { kind: 'sample', atMs, value: 1 }, atMs);
        change.keepStep({ thresholdId: 'load-on', thingName: 'pump', previous, state });
      });
    }
    await first.close();

    const second = await testStores.open(folder, { thresholds: [threshold] });
    const state = second.messages.stateOf('load-on', 'pump');
    const tick = (seconds: number) => stepAlert(threshold, state, { kind: 'tick' }, AT_MS + seconds * 1000).transition;
    expect(tick(330)).toBeUndefined();
    expect(tick(400)).toMatchObject({ type: 'no-data' });
  });

  it('give no alert away that is open, however many have cleared', async () => {
    const { alerts } = await testStores.open(undefined, { clock: new ManualClock(AT_MS) });
    const raise = (number: number, clearedAtMs?: number) => {
      const raisedAtMs = AT_MS + number;
      const alert = { id: `load-on/pump/${raisedAtMs}`, thresholdId: 'load-on', thingName: 'pump', raisedAtMs };
      const record = { ...alert, severity: 'warning' as const, ...(clearedAtMs && { clearedAtMs }) };
      const transition = { type: 'raised' as const, atMs: raisedAtMs, alert: { raisedAtMs, toldAtMs: raisedAtMs } };
      const change = { thresholdId: 'load-on', thingName: 'pump', transition, alert: record };
      return { thresholdId: 'load-on', thingName: `pump${number}`, previous: undefined, state: stateAt(AT_MS), change };
    };
    await alerts.write(raise(0));
    await Promise.all(Array.from({ length: 10_010 }, (_, number) => alerts.write(raise(number + 1, AT_MS))));
    const kept = await alerts.newest(20_000);
    expect(kept).toHaveLength(10_000);
    expect(kept.at(-1)?.raisedAtMs).toBe(AT_MS);
    expect(kept[0]?.raisedAtMs).toBe(AT_MS + 10_010);
  });
});
