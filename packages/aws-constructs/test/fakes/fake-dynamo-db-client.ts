import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;
type Condition = {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
};

/** One DynamoDB table in memory: whole items, conditions on them, queries by key. */
export class FakeDynamoDbClient {
  readonly items = new Map<string, Item>();
  /** Names of the calls in the order they came. */
  readonly calls: string[] = [];
  readonly #keys: readonly [string, string];
  /** Asked before each call is done: what it returns is thrown. */
  fault: (call: string) => Error | undefined = () => undefined;
  /** Items a page of a query holds. */
  pageSize = 2;

  constructor(keys: readonly [string, string]) {
    this.#keys = keys;
  }

  /** The client as an adapter takes it. Its paginators insist on the class, so that is what it is. */
  get client(): DynamoDBClient {
    const client = new DynamoDBClient({ region: 'eu-west-1' });
    client.send = ((command: unknown) => this.#send(command)) as typeof client.send;
    return client;
  }

  async #send(command: unknown): Promise<unknown> {
    const call = (command as object).constructor.name.replace(/Command$/, '');
    this.calls.push(call);
    const fault = this.fault(call);
    if (fault) throw fault;
    if (command instanceof GetItemCommand) return { Item: this.items.get(this.#keyOf(command.input.Key!)) };
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof PutItemCommand) {
      if (!this.#holds(command.input.Item!, command.input)) {
        throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
      }
      this.items.set(this.#keyOf(command.input.Item!), command.input.Item!);
      return {};
    }
    if (command instanceof TransactWriteItemsCommand) {
      const puts = command.input.TransactItems!.map(({ Put }) => Put!);
      const reasons = puts.map((put) => ({ Code: this.#holds(put.Item!, put) ? 'None' : 'ConditionalCheckFailed' }));
      if (reasons.some(({ Code }) => Code !== 'None')) {
        throw new TransactionCanceledException({ message: 'cancelled', CancellationReasons: reasons, $metadata: {} });
      }
      for (const { Item } of puts) this.items.set(this.#keyOf(Item!), Item!);
      return {};
    }
    throw new TypeError(`the fake does not know ${String(command)}`);
  }

  /** `attribute_not_exists(a)`, `a = :b` and `a IN (:b, :c)`. */
  #holds(item: Item, condition: Condition): boolean {
    const { ConditionExpression: text, ExpressionAttributeNames: names = {} } = condition;
    if (text === undefined) return true;
    const known = this.items.get(this.#keyOf(item));
    if (text.startsWith('attribute_not_exists(')) return known === undefined;
    const [, name = '', list = ''] = /^(\S+) (?:=|IN) \(?(.+?)\)?$/.exec(text)!;
    const values = list.split(', ').map((each) => condition.ExpressionAttributeValues?.[each]?.S);
    return known !== undefined && values.includes(known[names[name] ?? name]?.S);
  }

  /** `a = :b`, and `a = :b AND c <= :d` where c is a number. An item without a is not found. */
  #query({
    KeyConditionExpression = '',
    ExpressionAttributeNames: names = {},
    ExpressionAttributeValues: values = {},
    ExclusiveStartKey,
  }: QueryCommand['input']) {
    const [, key = '', value = '', , below = '', most = ''] = /^(\S+) = (\S+)( AND (\S+) <= (\S+))?$/.exec(
      KeyConditionExpression,
    )!;
    const found = [...this.items.values()].filter((item) => {
      return (
        item[names[key] ?? key]?.S === values[value]!.S &&
        (below === '' || Number(item[below]?.N) <= Number(values[most]!.N))
      );
    });
    const start = Number(ExclusiveStartKey?.['start']?.N ?? 0);
    const end = start + this.pageSize;
    return {
      Items: found.slice(start, end),
      ...(end < found.length && { LastEvaluatedKey: { start: { N: String(end) } } }),
    };
  }

  #keyOf(item: Item): string {
    return JSON.stringify(this.#keys.map((key) => item[key]?.S));
  }
}
