import {
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { evaluateAlert, type Alert } from '@cord/fleet';
import { defineThreshold } from '@cord/rules';
import { describeAlertStoreContract, describeSweepProgressContract } from '@cord/testing';
import { DynamoAlertStore, DynamoSweepProgress } from '../../src/alerts/dynamo-alert-store.js';
import { FakeDynamoDbClient } from '../fakes/fake-dynamo-db-client.js';

describe('DynamoAlertStore, of a thing or threshold that is gone', () => {
  const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5, repeatEvery: '1h' });
  const startMs = Date.parse('2026-01-15T08:00:00Z');
  const dayMs = 86_400_000;

  it('keeps a state for 90 days from its last sample, whatever the clock still has to say', async () => {
    const table = new FakeDynamoDbClient(['pk', 'sk']);
    const store = new DynamoAlertStore(table.client, 'alerts');
    const step = async (nowMs: number, value?: number) => {
      const event =
        value === undefined ? ({ kind: 'tick' } as const) : ({ kind: 'sample', atMs: nowMs, value } as const);
      await evaluateAlert({ threshold, thingName: 'pump', event, nowMs }, store);
      const [state] = [...table.items.values()].filter((item) => item['pk']?.S === 'state#load-on');
      return new Date(Number(state?.['expiresAt']?.N) * 1000).toISOString();
    };
    expect(await step(startMs, 1)).toBe('2026-04-15T08:00:00.000Z');
    expect(await step(startMs + dayMs, 10)).toBe('2026-04-16T08:00:00.000Z');
    expect(await step(startMs + 2 * dayMs)).toBe('2026-04-16T08:00:00.000Z');
    expect(table.calls.filter((call) => call === 'TransactWriteItems')).toHaveLength(2);
  });
});

function readAlerts(table: FakeDynamoDbClient): readonly Alert[] {
  const records = [...table.items.values()].filter((item) => item['pk']?.S?.startsWith('alert#'));
  return records.map((item) => JSON.parse(item['alert']?.S ?? '') as Alert);
}

describeAlertStoreContract('DynamoAlertStore', async () => {
  const table = new FakeDynamoDbClient(['pk', 'sk']);
  return { store: new DynamoAlertStore(table.client, 'alerts'), readAlerts: async () => readAlerts(table) };
});

describeSweepProgressContract('DynamoSweepProgress', () => {
  return new DynamoSweepProgress(new FakeDynamoDbClient(['pk', 'sk']).client, 'alerts');
});

/** DynamoDB refuses a write, too, while another one is under way on the same item: nobody was faster yet. */
describe('DynamoAlertStore, where two writes meet on an item', () => {
  const nowMs = Date.parse('2026-01-15T08:00:00Z');
  const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });
  let table: FakeDynamoDbClient;
  let store: DynamoAlertStore;
  beforeEach(() => {
    table = new FakeDynamoDbClient(['pk', 'sk']);
    store = new DynamoAlertStore(table.client, 'alerts');
  });

  const metadata = { message: 'conflict', $metadata: {} };
  const cancelled = (...codes: string[]) => {
    return new TransactionCanceledException({ ...metadata, CancellationReasons: codes.map((Code) => ({ Code })) });
  };

  it.each([
    ['PutItem', 1, new TransactionConflictException(metadata)],
    ['TransactWriteItems', 10, cancelled('TransactionConflict', 'None')],
    ['TransactWriteItems', 10, cancelled('None', 'TransactionConflict')],
    ['TransactWriteItems', 10, new TransactionConflictException(metadata)],
  ] as const)('takes the step anew after a conflict of %s', async (call, watts, conflict) => {
    let conflicts = 0;
    table.fault = (each) => (each === call && conflicts++ < 2 ? conflict : undefined);
    await sample(watts);
    expect(table.calls.filter((each) => each !== 'GetItem')).toEqual([call, call, call]);
    expect(await store.readState('load-on', 'pump')).toMatchObject({ lastSampleAtMs: nowMs });
    expect(readAlerts(table)).toHaveLength(watts > 5 ? 1 : 0);
  });

  it.each([
    ['PutItem', 1, new ProvisionedThroughputExceededException(metadata)],
    ['TransactWriteItems', 10, cancelled('None', 'ValidationError')],
  ] as const)('passes on what is no conflict of %s', async (call, watts, error) => {
    table.fault = (each) => (each === call ? error : undefined);
    await expect(sample(watts)).rejects.toBe(error);
  });

  function sample(value: number) {
    return evaluateAlert({ threshold, thingName: 'pump', event: { kind: 'sample', atMs: nowMs, value }, nowMs }, store);
  }
});
