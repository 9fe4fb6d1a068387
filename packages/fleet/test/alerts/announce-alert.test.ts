import { defineThreshold } from '@cord/rules';
import { MemoryNotifier } from '@cord/testing/memory';
import type { AlertChange } from '../../src/alerts/alert.js';
import { announceAlert } from '../../src/alerts/announce-alert.js';
import { createAlerting, START_MS, THING } from './alerting.js';

const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });

async function clearedChange(): Promise<AlertChange> {
  const { sample } = createAlerting();
  await sample(10, 0);
  const change = await sample(2, 1);
  if (change === undefined) throw new Error('the alert did not clear');
  return change;
}

describe('announceAlert', () => {
  it('tells of a cleared alert by the value that cleared it, not by the one that raised it', async () => {
    const notifier = new MemoryNotifier();
    await announceAlert(await clearedChange(), [threshold], notifier);
    const [notification] = notifier.notifications;
    expect(notification?.subject).toBe(`[warning] load-on cleared: ${THING}`);
    expect(notification?.text).toMatch(/^Value: +2$/m);
    expect(notification?.attributes).toEqual({
      thresholdId: 'load-on',
      thingName: THING,
      severity: 'warning',
      change: 'cleared',
    });
  });

  it('names the limit that the thing has of its own', async () => {
    const notifier = new MemoryNotifier();
    const own = defineThreshold({ id: 'load-on', metric: 'watts', above: 5, perThing: { [THING]: { above: 7 } } });
    await announceAlert(await clearedChange(), [own], notifier);
    expect(notifier.notifications[0]?.text).toMatch(/^Limit: +above 7$/m);
  });

  it('tells of a threshold that the configuration has dropped meanwhile', async () => {
    const notifier = new MemoryNotifier();
    await announceAlert(await clearedChange(), [], notifier);
    expect(notifier.notifications[0]).toMatchObject({ subject: `[warning] load-on cleared: ${THING}` });
    expect(notifier.notifications[0]?.text).toContain('no longer in the configuration');
    expect(notifier.notifications[0]?.text).toContain(new Date(START_MS + 1000).toISOString());
  });
});
