import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  type AttributeValue,
  type Put,
} from '@aws-sdk/client-dynamodb';
import type { Alert, AlertStateChange, AlertStore, SweepPlace, SweepProgress } from '@cord/fleet';
import type { AlertState } from '@cord/rules';
import { awsClientOptions } from '../shared/aws-client-options.js';
import { CHANGE_ATTRIBUTE } from './alert-settings.js';

/** Units: seconds. How long the record of an alert is kept after it was raised. */
const KEEP_ALERT_SECONDS = 400 * 86_400;

/**
 * Units: seconds. How long a state is kept after its last sample: its thing is gone then, or its threshold, and nobody is told of
 * its alert any more. A thing that is heard of later begins anew.
 */
const KEEP_STATE_SECONDS = 90 * 86_400;

/**
 * States and records of alerts in one DynamoDB table.
 *
 * Shape: `pk` `state#<threshold>`, `sk` `<thing>`: `state` (JSON), `expiresAt` (epoch seconds, later with each sample) and, on the write of a step that had something to say alone,
 * `change` (JSON) · `pk` `alert#<threshold>`, `sk` `<thing>#<raisedAtMs>`: `alert` (JSON), `expiresAt` (epoch seconds) ·
 * `pk` and `sk` `sweep`: `place` (JSON), where a sweep ran out of time.
 */
export class DynamoAlertStore implements AlertStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async readState(thresholdId: string, thingName: string): Promise<AlertState | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: stateKey(thresholdId, thingName), ConsistentRead: true }),
    );
    return Item?.['state']?.S === undefined ? undefined : (JSON.parse(Item['state'].S) as AlertState);
  }

  async write(step: AlertStateChange): Promise<boolean> {
    const state = this.#stateOf(step);
    const alert = step.change?.alert;
    try {
      // Most samples change the state alone, and a transaction costs twice as much.
      if (alert === undefined) await this.#client.send(new PutItemCommand(state));
      else await this.#writeBoth(state, alert);
      return true;
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      return false;
    }
  }

  async listThings(thresholdId: string): Promise<readonly string[]> {
    const pages = paginateQuery(
      { client: this.#client },
      {
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `state#${thresholdId}` } },
        ProjectionExpression: 'sk',
      },
    );
    const things: string[] = [];
    for await (const { Items = [] } of pages) things.push(...Items.map(({ sk }) => sk?.S ?? ''));
    return things;
  }

  #stateOf({ thresholdId, thingName, previous, state, change }: AlertStateChange): WholePut {
    const isUnchanged = {
      ConditionExpression: '#state = :previous',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':previous': { S: JSON.stringify(previous) } },
    };
    return {
      TableName: this.#table,
      Item: {
        ...stateKey(thresholdId, thingName),
        state: { S: JSON.stringify(state) },
        expiresAt: { N: String(Math.ceil((state.heardAtMs ?? state.sinceMs) / 1000) + KEEP_STATE_SECONDS) },
        ...(change !== undefined && { [CHANGE_ATTRIBUTE]: { S: JSON.stringify(change) } }),
      },
      ...(previous === undefined ? { ConditionExpression: 'attribute_not_exists(pk)' } : isUnchanged),
    };
  }

  async #writeBoth(state: WholePut, alert: Alert): Promise<void> {
    const record = {
      TableName: this.#table,
      Item: {
        pk: { S: `alert#${alert.thresholdId}` },
        sk: { S: `${alert.thingName}#${alert.raisedAtMs}` },
        alert: { S: JSON.stringify(alert) },
        expiresAt: { N: String(Math.ceil(alert.raisedAtMs / 1000) + KEEP_ALERT_SECONDS) },
      },
    };
    await this.#client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: state }, { Put: record }] }));
  }
}

/** The sweep's place, in an item of the same table. */
export class DynamoSweepProgress implements SweepProgress {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async readPlace(): Promise<SweepPlace | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: sweepKey, ConsistentRead: true }),
    );
    return Item?.['place']?.S === undefined ? undefined : (JSON.parse(Item['place'].S) as SweepPlace);
  }

  async writePlace(place: SweepPlace | undefined): Promise<void> {
    const Item = { ...sweepKey, ...(place !== undefined && { place: { S: JSON.stringify(place) } }) };
    await this.#client.send(new PutItemCommand({ TableName: this.#table, Item }));
  }
}

const sweepKey = { pk: { S: 'sweep' }, sk: { S: 'sweep' } };

type WholePut = Put & { Item: Record<string, AttributeValue>; TableName: string };

function stateKey(thresholdId: string, thingName: string): Record<string, AttributeValue> {
  return { pk: { S: `state#${thresholdId}` }, sk: { S: thingName } };
}

// Another writer was faster, or is at it this moment.
function isOvertaken(error: unknown): boolean {
  if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException) return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
  return codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict');
}

/** The store of the region that the function runs in. */
export function createDynamoAlertStore(table: string): DynamoAlertStore {
  return new DynamoAlertStore(new DynamoDBClient(awsClientOptions), table);
}

/** The progress of sweeps over that store. */
export function createDynamoSweepProgress(table: string): DynamoSweepProgress {
  return new DynamoSweepProgress(new DynamoDBClient(awsClientOptions), table);
}
