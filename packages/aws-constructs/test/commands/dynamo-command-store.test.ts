import { describeCommandStoreContract } from '@cord/testing';
import { DynamoCommandStore } from '../../src/commands/dynamo-command-store.js';
import { FakeDynamoDbClient } from '../fakes/fake-dynamo-db-client.js';

describeCommandStoreContract('DynamoCommandStore', () => {
  return new DynamoCommandStore(new FakeDynamoDbClient(['thingName', 'id']).client, 'commands');
});
