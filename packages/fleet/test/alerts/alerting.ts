import { defineThreshold, type ThresholdInput } from '@cord/rules';
import { MemoryAlertStore } from '@cord/testing/memory';
import type { AlertChange } from '../../src/alerts/alert.js';
import { evaluateAlert } from '../../src/alerts/evaluate-alert.js';
import { sweepAlerts } from '../../src/alerts/sweep-alerts.js';

export const THING = 'CS-CORD-DK-0123f2408ea1fcf201';
export const START_MS = 1_790_000_000_000;

/** One threshold over a store in memory; seconds count from {@link START_MS}. */
export function createAlerting(input: Partial<ThresholdInput> = {}) {
  const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5, ...input });
  const store = new MemoryAlertStore();
  return {
    store,
    sample: (value: number, second: number, thingName = THING): Promise<AlertChange | undefined> => {
      const nowMs = START_MS + second * 1000;
      return evaluateAlert({ threshold, thingName, event: { kind: 'sample', atMs: nowMs, value }, nowMs }, store);
    },
    sweep: async (second: number) => {
      const { changes, failures } = await sweepAlerts([threshold], store, { nowMs: START_MS + second * 1000 });
      expect(failures).toEqual([]);
      return changes;
    },
  };
}
