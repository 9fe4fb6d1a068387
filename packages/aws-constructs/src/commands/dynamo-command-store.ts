import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  type AttributeValue,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { isOpen, statesBefore, type Command, type CommandState, type CommandStore } from '@cord/fleet';
import { awsClientOptions } from '../shared/aws-client-options.js';
import { OPEN_COMMANDS_INDEX } from './control-settings.js';

/** Units: seconds. How long a command is kept after its time was over. */
const KEEP_COMMAND_SECONDS = 30 * 86_400;

/**
 * Commands in a DynamoDB table.
 *
 * Shape: `thingName`, `id`, `state`, `command` (JSON), `expiresAt` (epoch seconds, for DynamoDB to delete it); while the
 * command is open also `open` (`yes`) and `expiresAtMs`, the key of {@link OPEN_COMMANDS_INDEX}.
 */
export class DynamoCommandStore implements CommandStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async add(command: Command): Promise<void> {
    await this.#client.send(
      new PutItemCommand({
        TableName: this.#table,
        Item: formatItem(command),
        ConditionExpression: 'attribute_not_exists(id)',
      }),
    );
  }

  async find(thingName: string, id: string): Promise<Command | undefined> {
    const Key = { thingName: { S: thingName }, id: { S: id } };
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item && parseItem(Item);
  }

  async listOpen(thingName: string): Promise<readonly Command[]> {
    const commands = await this.#query({
      KeyConditionExpression: 'thingName = :thingName',
      ExpressionAttributeValues: { ':thingName': { S: thingName } },
      ConsistentRead: true,
    });
    return commands
      .filter(({ state }) => isOpen(state))
      .toSorted((one, other) => one.requestedAtMs - other.requestedAtMs);
  }

  async listOverdue(nowMs: number): Promise<readonly Command[]> {
    return this.#query({
      IndexName: OPEN_COMMANDS_INDEX,
      KeyConditionExpression: '#open = :yes AND expiresAtMs <= :now',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':yes': { S: 'yes' }, ':now': { N: String(nowMs) } },
    });
  }

  async advance(command: Command, state: CommandState, atMs: number): Promise<boolean> {
    const before = statesBefore(state).map((each, index) => [`:before${index}`, { S: each }] as const);
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#table,
          Item: formatItem({ ...command, state, ...(!isOpen(state) && { settledAtMs: atMs }) }),
          ConditionExpression: `#state IN (${before.map(([name]) => name).join(', ')})`,
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: Object.fromEntries(before),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async #query(input: Omit<QueryCommandInput, 'TableName'>): Promise<Command[]> {
    const commands: Command[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, { TableName: this.#table, ...input })) {
      commands.push(...Items.map(parseItem));
    }
    return commands;
  }
}

function formatItem(command: Command): Record<string, AttributeValue> {
  const { thingName, id, state, expiresAtMs } = command;
  return {
    thingName: { S: thingName },
    id: { S: id },
    state: { S: state },
    command: { S: JSON.stringify(command) },
    expiresAt: { N: String(Math.ceil(expiresAtMs / 1000) + KEEP_COMMAND_SECONDS) },
    ...(isOpen(state) && { open: { S: 'yes' }, expiresAtMs: { N: String(expiresAtMs) } }),
  };
}

function parseItem(item: Record<string, AttributeValue>): Command {
  return JSON.parse(item['command']?.S ?? '') as Command;
}

/** The store of the region that the function runs in. */
export function createDynamoCommandStore(table: string): DynamoCommandStore {
  return new DynamoCommandStore(new DynamoDBClient(awsClientOptions), table);
}
