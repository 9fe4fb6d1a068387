import { evaluateAlert, type AlertChange, type Notification, type Notifier } from '@cord/fleet';
import { defineThreshold, type Sample, type Threshold, type Tick } from '@cord/rules';
import { MemoryNotifier } from '@cord/testing';
import type { DynamoDBRecord } from 'aws-lambda';
import * as fc from 'fast-check';
import { announceChanges, type Announcing, type DeadLetters } from '../../src/alerts/announce-changes.js';
import { DynamoAlertStore } from '../../src/alerts/dynamo-alert-store.js';
import { FakeDynamoDbClient } from '../fakes/fake-dynamo-db-client.js';

const atMs = Date.parse('2026-01-15T08:00:00Z');
const THING = 'CS-CORD-DK-01';
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

class MemoryDeadLetters implements DeadLetters {
  readonly items: (readonly [item: string, reason: string])[] = [];

  async put(item: string, reason: string): Promise<void> {
    this.items.push([item, reason]);
  }
}

describe('an alert, from samples to words', () => {
  let table: FakeDynamoDbClient;
  let store: DynamoAlertStore;
  let nowMs: number;
  let deadLetters: MemoryDeadLetters;
  beforeEach(() => {
    deadLetters = new MemoryDeadLetters();
    table = new FakeDynamoDbClient(['pk', 'sk']);
    store = new DynamoAlertStore(table.client, 'alerts');
    nowMs = atMs;
  });

  it('brings to the stream what each step said, and nothing where a step had nothing to say', async () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('sample' as const), value: fc.constantFrom(1, 4.5, 9) }),
      fc.record({ kind: fc.constant('tick' as const) }),
    );
    const step = fc.record({ event, seconds: fc.constantFrom(1, 7, 70, 400) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        table.items.clear();
        nowMs = atMs;
        for (const { event: each, seconds } of steps) {
          nowMs += seconds * 1000;
          const input: Sample | Tick = each.kind === 'tick' ? each : { ...each, atMs: nowMs };
          const before = stateItem();
          const change = await evaluateAlert({ threshold, thingName: THING, event: input, nowMs }, store);
          // A step that leaves the state as it was writes nothing, so that nothing new comes to the stream.
          const written = stateItem() === before ? undefined : stateItem()?.['change']?.S;
          expect(written === undefined ? undefined : JSON.parse(written)).toEqual(change);
        }
      }),
    );
  });

  it('is told with value, limit and time', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    const { subject, text, attributes } = await told();
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
    expect((await told()).subject).toBe('[warning] load-on still open: CS-CORD-DK-01');
    await sample(3, 1);
    await sample(3, 5);
    const { subject, text } = await told();
    expect(subject).toBe('[warning] load-on cleared: CS-CORD-DK-01');
    expect(text).toMatch(/Since: +2026-01-15T08:00:10.000Z\nAt: +2026-01-15T08:01:16.000Z/);
  });

  it('is told as cleared by the value that cleared it, not by the one that raised it', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    await sample(3.5, 1);
    await sample(2.5, 5);
    expect((await told()).text).toMatch(/^Value: +2\.5$/m);
  });

  it('tells silence, and that it is over', async () => {
    await sample(1);
    nowMs += 300_000;
    await evaluateAlert({ threshold, thingName: THING, event: { kind: 'tick' }, nowMs }, store);
    expect((await told()).subject).toBe('[warning] load-on no data: CS-CORD-DK-01');
    await sample(1, 1);
    expect((await told()).subject).toBe('[warning] load-on data resumed: CS-CORD-DK-01');
  });

  it("is told in the threshold's own words where it has some", async () => {
    await sample(6.2);
    await sample(6.8, 10);
    const worded = { ...threshold, message: { subject: '${thing} draws ${value} W' } };
    expect((await told([worded])).subject).toBe('CS-CORD-DK-01 draws 6.8 W');
  });

  it('is told once: the samples after it bring nothing to tell', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    await sample(6.9, 1);
    expect(await announce()).toEqual([]);
  });

  it('has a record that is kept when its state goes on', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    await sample(6.9, 1);
    const records = [...table.items.values()].filter((item) => item['pk']?.S === 'alert#load-on');
    expect(records.map((item) => JSON.parse(item['alert']?.S ?? ''))).toMatchObject([{ value: 6.8, limit: 5 }]);
    expect(records[0]?.['expiresAt']?.N).toBe(String(atMs / 1000 + 10 + 400 * 86_400));
  });

  it('pays for a transaction where an alert changes alone', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    await sample(6.9, 1);
    expect(table.calls.filter((call) => call !== 'GetItem')).toEqual(['PutItem', 'TransactWriteItems', 'PutItem']);
  });

  it('is put into words after its threshold was dropped', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    expect((await told([])).subject).toBe('[warning] load-on raised: CS-CORD-DK-01');
  });

  it('comes again from the record on whose notification failed', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    jest.spyOn(console, 'error').mockImplementation();
    const failing = { notify: async () => Promise.reject(new Error('KMS is away')) };
    const answer = await announceChanges([record('6'), record('7')], announcing(failing));
    jest.restoreAllMocks();
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '6' }] });
  });

  it('goes to the dead letters where it is refused for what it is, and those after it are told', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    jest.spyOn(console, 'error').mockImplementation();
    const notifier = new MemoryNotifier();
    const refusal = Object.assign(new Error('Invalid parameter: Message Reason: Empty message'), {
      name: 'InvalidParameterException',
    });
    const answers = [Promise.reject(refusal), Promise.resolve()];
    const refusing = { notify: (each: Notification) => answers.shift()!.then(() => notifier.notify(each)) };
    const damaged = { dynamodb: { NewImage: { change: { S: '{"thresholdId"' } }, SequenceNumber: '7' } };
    const answer = await announceChanges([record('6'), damaged, record('8')], announcing(refusing));
    jest.restoreAllMocks();
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(notifier.notifications).toHaveLength(1);
    expect(deadLetters.items).toEqual([
      [stateItem()?.['change']?.S, 'InvalidParameterException: Invalid parameter: Message Reason: Empty message'],
      ['{"thresholdId"', expect.stringMatching(/^SyntaxError: /)],
    ]);
  });

  it('comes again where neither people nor the dead letters get it', async () => {
    await sample(6.2);
    await sample(6.8, 10);
    jest.spyOn(console, 'error').mockImplementation();
    const refusing = { notify: async () => Promise.reject(new TypeError('no words')) };
    deadLetters.put = async () => Promise.reject(new Error('queue is away'));
    const answer = await announceChanges([record('6'), record('7')], announcing(refusing));
    jest.restoreAllMocks();
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '6' }] });
  });

  function announcing(notifier: Notifier): Announcing {
    return { thresholds: [threshold], notifier, deadLetters };
  }

  async function sample(value: number, afterSeconds = 0): Promise<AlertChange | undefined> {
    nowMs += afterSeconds * 1000;
    const event = { kind: 'sample', atMs: nowMs, value } as const;
    return evaluateAlert({ threshold, thingName: THING, event, nowMs }, store);
  }

  function stateItem() {
    return [...table.items.values()].find((item) => item['pk']?.S === 'state#load-on');
  }

  /** As the stream hands the state's item over. */
  function record(sequenceNumber = '1'): DynamoDBRecord {
    return { dynamodb: { NewImage: stateItem() as never, SequenceNumber: sequenceNumber } };
  }

  async function announce(thresholds: readonly Threshold[] = [threshold]): Promise<readonly Notification[]> {
    const notifier = new MemoryNotifier();
    expect(await announceChanges([record()], { ...announcing(notifier), thresholds })).toEqual({
      batchItemFailures: [],
    });
    return notifier.notifications;
  }

  async function told(thresholds?: readonly Threshold[]): Promise<Notification> {
    const [notification, ...others] = await announce(thresholds);
    expect(others).toEqual([]);
    return notification!;
  }
});
