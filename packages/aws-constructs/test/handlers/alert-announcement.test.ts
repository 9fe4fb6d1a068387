import { evaluateAlert, type AlertChange } from '@cord/fleet';
import { defineThreshold, stepAlert, type AlertState, type Sample, type Tick } from '@cord/rules';
import * as fc from 'fast-check';
import { findNews } from '../../src/handlers/alert-news.js';
import { DynamoAlertStore } from '../../src/handlers/adapters/dynamo-alert-store.js';
import { readAlertNews } from '../../src/handlers/adapters/read-alert-news.js';
import { describeNews } from '../../src/handlers/describe-news.js';
import { FakeDynamoDbClient } from '../fakes/fake-dynamo-db-client.js';

const atMs = Date.parse('2026-01-15T08:00:00Z');
const threshold = defineThreshold({
  id: 'load-on',
  metric: 'watts',
  above: 5,
  clearAt: 4,
  for: '10s',
  clearFor: '5s',
  repeatEvery: '1m',
  noDataAfter: '5m',
});

describe('the news of a state', () => {
  it('are what the step that led to it would tell', () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('sample' as const), value: fc.constantFrom(1, 4.5, 9) }),
      fc.record({ kind: fc.constant('tick' as const) }),
    );
    const step = fc.record({ event, seconds: fc.constantFrom(1, 7, 70, 400) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let now = atMs;
        let state: AlertState | undefined;
        for (const { event: each, seconds } of steps) {
          now += seconds * 1000;
          const input: Sample | Tick = each.kind === 'tick' ? each : { ...each, atMs: now };
          const { state: after, transition } = stepAlert(threshold, state, input, now);
          expect(findNews(state, after)).toBe(transition?.type);
          state = after;
        }
      }),
    );
  });
});

describe('an alert, from samples to words', () => {
  let table: FakeDynamoDbClient;
  let store: DynamoAlertStore;
  let nowMs: number;
  beforeEach(() => {
    table = new FakeDynamoDbClient(['pk', 'sk']);
    store = new DynamoAlertStore(table.client, 'alerts');
    nowMs = atMs;
  });

  it('is told with value, limit and time', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    const { subject, text, attributes } = describeNews(news()!, threshold);
    expect(subject).toBe('[warning] load-on raised: CS-CORD-DK-01');
    expect(text).toMatch(/Value: +6.8\nLimit: +above 5\nClears at: 4\nSince: +2026-01-15T08:00:10.000Z/);
    expect(attributes).toEqual({
      thresholdId: 'load-on',
      thingName: 'CS-CORD-DK-01',
      severity: 'warning',
      change: 'raised',
    });
  });

  it('is told again while it is open, and when it has cleared', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    await sample(7.1, 60);
    expect(describeNews(news()!, threshold).subject).toBe('[warning] load-on still open: CS-CORD-DK-01');
    await sample(3, 1);
    await sample(3, 5);
    const { subject, text } = describeNews(news()!, threshold);
    expect(subject).toBe('[warning] load-on cleared: CS-CORD-DK-01');
    expect(text).toMatch(/Since: +2026-01-15T08:00:10.000Z\nAt: +2026-01-15T08:01:16.000Z/);
  });

  it('tells silence, and that it is over', async () => {
    await sample(1);
    nowMs += 300_000;
    await evaluateAlert({ threshold, thingName: 'CS-CORD-DK-01', event: { kind: 'tick' }, nowMs }, store);
    expect(describeNews(news()!, threshold).subject).toBe('[warning] load-on no data: CS-CORD-DK-01');
    await sample(1, 1);
    expect(describeNews(news()!, threshold).subject).toBe('[warning] load-on data resumed: CS-CORD-DK-01');
  });

  it("is told in the threshold's own words where it has some", async () => {
    await sample(6.2);
    await sample(6.8, 10);
    const worded = { ...threshold, message: { subject: '${thing} draws ${value} W' } };
    expect(describeNews(news()!, worded).subject).toBe('CS-CORD-DK-01 draws 6.8 W');
  });

  it('is one piece of news: the samples after it bring none', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    await sample(6.9, 1);
    expect(news()).toBeUndefined();
  });

  it('has a record that is kept when its state goes on', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    await sample(6.9, 1);
    const records = [...table.items.values()].filter((item) => item['pk']?.S === 'alert#load-on');
    expect(records.map((item) => JSON.parse(item['alert']?.S ?? ''))).toMatchObject([{ value: 6.8, limit: 5 }]);
    expect(records[0]?.['expiresAt']?.N).toBe(String(atMs / 1000 + 10 + 400 * 86_400));
  });

  it('pays for a transaction where there is news alone', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    await sample(6.9, 1);
    expect(table.calls.filter((call) => call !== 'GetItem')).toEqual(['PutItem', 'TransactWriteItems', 'PutItem']);
  });

  it('is put into words after its threshold was dropped', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    expect(describeNews(news()!, undefined).subject).toBe('[warning] load-on raised: CS-CORD-DK-01');
  });

  async function sample(value: number, afterSeconds = 0): Promise<void> {
    nowMs += afterSeconds * 1000;
    const event = { kind: 'sample', atMs: nowMs, value } as const;
    await evaluateAlert({ threshold, thingName: 'CS-CORD-DK-01', event, nowMs }, store);
  }

  /** As the stream hands it over. */
  function news(): AlertChange | undefined {
    return readAlertNews([...table.items.values()].find((item) => item['pk']?.S === 'state#load-on'));
  }
});
